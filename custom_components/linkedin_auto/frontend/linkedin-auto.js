/* The dashboard of LinkedIn Auto: `strategy: {type: custom:linkedin-auto}`.
 *
 * One view an engine, made of Home Assistant's own cards out of the entities that are
 * there: what is switched off or belongs to another machine is left out.
 */
const DOMAIN = "linkedin_auto";
const TYPE = "linkedin-auto";
// Names come from LinkedIn: what Markdown would take for markup is escaped.
const ESCAPED = String.raw`regex_replace('([!-/:-@{-~[-\x60])', '\\\\\\1')`;

/** Return each engine's entity ids by "domain.key", by the id of its device. */
function findEngines(hass) {
  const engines = new Map();
  for (const entry of Object.values(hass.entities)) {
    const known = entry.platform === DOMAIN && entry.translation_key;
    if (!known || entry.hidden || !hass.states[entry.entity_id]) continue;
    const domain = entry.entity_id.split(".", 1)[0];
    if (!engines.has(entry.device_id)) engines.set(entry.device_id, {});
    engines.get(entry.device_id)[`${domain}.${entry.translation_key}`] = entry.entity_id;
  }
  return engines;
}

// Without the name of the device, which all of them share.
const NAME = { type: "entity" };
const tile = (entity, more) => entity && { type: "tile", entity, name: NAME, ...more };
const note = (content) => ({ type: "markdown", content, text_only: true });
const wide = (card) => card && { ...card, grid_options: { columns: "full" } };
const when = (card, ...visibility) => card && { ...card, visibility };
const isState = (entity, ...states) => ({ condition: "state", entity, state: states });
const isNotState = (entity, ...states) => ({
  condition: "state",
  entity,
  state_not: states,
});
const ifKnown = (card) =>
  card && when(card, isNotState(card.entity, "unavailable", "unknown"));
const navigate = (path) => ({ action: "navigate", navigation_path: path });
const press = (entity, confirmation) => ({
  action: "perform-action",
  perform_action: "button.press",
  target: { entity_id: entity },
  ...(confirmation && { confirmation: { text: confirmation } }),
});

/** Return a section of the cards that there are, or null where there is none. */
function section(heading, icon, cards, visibility) {
  const present = cards.filter(Boolean);
  if (!present.length) return null;
  return {
    type: "grid",
    cards: [{ type: "heading", heading, icon, heading_style: "title" }, ...present],
    ...(visibility && { visibility }),
  };
}

/** Return the page of the app behind Home Assistant, where an app runs the engine. */
function panelOf(device) {
  const [, app] = device?.configuration_url?.match(/^homeassistant:\/\/app\/(.+)$/) ?? [];
  return app && `/app/${app}`;
}

function attention(ids, say) {
  const problem = ids["binary_sensor.problem"];
  if (!problem) return null;
  const toRepairs = navigate("/config/repairs");
  return section(
    say("attention"),
    "mdi:account-alert",
    [
      when(
        { type: "markdown", content: say("away") },
        isState(problem, "unavailable", "unknown"),
      ),
      when(
        wide(tile(problem, { color: "red", tap_action: toRepairs })),
        isState(problem, "on"),
      ),
      ids["binary_sensor.session"] &&
        when(
          wide(
            tile(ids["binary_sensor.session"], { color: "red", tap_action: toRepairs }),
          ),
          isState(ids["binary_sensor.session"], "off"),
        ),
    ],
    [isNotState(problem, "off")],
  );
}

function today(ids, say) {
  const birthdays = ids["sensor.birthdays_today"];
  const names = `state_attr('${birthdays}', 'names')`;
  const list =
    `{% for name in ${names} or [] %}\n- **{{ name | ${ESCAPED} }}**\n` +
    `{% else %}\n${say("nobody")}\n{% endfor %}`;
  return section(say("today"), "mdi:cake-variant", [
    birthdays && when(note(list), isNotState(birthdays, "unavailable", "unknown")),
    tile(birthdays, { name: say("birthdays"), color: "pink" }),
    tile(ids["sensor.wishes_pending"], { name: say("approve"), color: "amber" }),
    tile(ids["sensor.messages_sent_today"], { name: say("sent"), color: "green" }),
    tile(ids["sensor.weekly_allowance"], { name: say("left"), color: "blue" }),
  ]);
}

function approve(ids, say) {
  const entity = ids["todo.wishes"];
  const list = entity && wide({ type: "todo-list", entity, hide_section_headers: true });
  const hint = entity && note(say("hint"));
  const mode = ids["select.sending_mode"];
  // Where all is sent by itself, an empty list says nothing.
  const visibility =
    entity && mode
      ? [
          {
            condition: "or",
            conditions: [
              isNotState(mode, "automatic"),
              { condition: "numeric_state", entity, above: 0 },
            ],
          },
        ]
      : undefined;
  return section(say("approve"), "mdi:check-decagram", [hint, list], visibility);
}

function runs(ids, say, panel) {
  const [birthday, unlimited, stop] = ["run_birthday", "run_unlimited", "stop"].map(
    (key) => ids[`button.${key}`],
  );
  const running = ids["binary_sensor.running"];
  const underWay = (card) => (running ? when(card, isState(running, "on")) : card);
  const button = (entity, more, text) =>
    wide(tile(entity, { ...more, hide_state: true, tap_action: press(entity, text) }));
  const progress = ids["sensor.run_progress"];
  return section(say("run"), "mdi:play-circle", [
    underWay(wide(tile(progress, { color: "blue", features: [{ type: "bar-gauge" }] }))),
    underWay(button(stop, { color: "red" })),
    button(birthday, { color: "green" }),
    button(unlimited, { color: "orange" }, say("unlimited")),
    ifKnown(tile(ids["sensor.next_run"])),
    tile(ids["sensor.last_run"]),
    wide(tile(ids["sensor.last_run_result"])),
    wide(
      tile(ids["select.sending_mode"], {
        features: [{ type: "select-options" }],
      }),
    ),
    wide(tile(ids["switch.schedule"], { tap_action: { action: "toggle" } })),
    panel &&
      wide({
        type: "button",
        name: say("panel"),
        icon: "mdi:open-in-app",
        show_state: false,
        icon_height: "24px",
        tap_action: navigate(panel),
      }),
  ]);
}

function birthdays(ids, say) {
  const calendar = ids["calendar.birthdays"];
  return section(say("birthdays"), "mdi:calendar-heart", [
    calendar &&
      wide({ type: "calendar", entities: [calendar], initial_view: "listWeek" }),
  ]);
}

function history(ids, say) {
  const [day, week, total] = ["today", "week", "total"].map(
    (span) => ids[`sensor.messages_sent_${span}`],
  );
  const shown = [day, week].filter(Boolean);
  return section(say("history"), "mdi:chart-bar", [
    total &&
      wide({
        type: "statistics-graph",
        entities: [{ entity: total, name: NAME }],
        stat_types: ["change"],
        chart_type: "bar",
        period: "day",
        days_to_show: 30,
        hide_legend: true,
      }),
    shown.length > 0 &&
      wide({
        type: "history-graph",
        entities: shown.map((entity) => ({ entity, name: NAME })),
        hours_to_show: 168,
      }),
    tile(week, { name: say("week") }),
    tile(total, { name: say("total") }),
  ]);
}

function health(ids, say) {
  const graph = { features: [{ type: "trend-graph", hours_to_show: 24 }] };
  const [throttled, zombies, reap] = [
    ids["binary_sensor.throttled"],
    ids["sensor.zombie_processes"],
    ids["button.reap_zombies"],
  ];
  const reaping = tile(reap, { hide_state: true, tap_action: press(reap) });
  return section(say("health"), "mdi:raspberry-pi", [
    ifKnown(
      tile(ids["sensor.cpu_temperature"], {
        name: say("temperature"),
        color: "deep-orange",
        ...graph,
      }),
    ),
    tile(ids["sensor.engine_memory"], { name: say("memory"), color: "purple", ...graph }),
    ifKnown(tile(ids["sensor.host_memory"], { color: "purple", ...graph })),
    tile(ids["sensor.browser_processes"]),
    tile(zombies, { name: say("zombies"), color: "grey" }),
    tile(ids["sensor.database_size"]),
    throttled && when(wide(tile(throttled, { color: "red" })), isState(throttled, "on")),
    zombies
      ? when(wide(reaping), { condition: "numeric_state", entity: zombies, above: 0 })
      : wide(reaping),
  ]);
}

/** Return the view of one engine. */
function view(hass, deviceId, ids, say, isOnly) {
  const device = hass.devices[deviceId];
  const name = device?.name_by_user || device?.name || "LinkedIn Auto";
  return {
    title: name,
    path: isOnly ? "engine" : deviceId,
    icon: "mdi:cake-variant",
    type: "sections",
    max_columns: 3,
    sections: [
      attention(ids, say),
      today(ids, say),
      approve(ids, say),
      runs(ids, say, panelOf(device)),
      birthdays(ids, say),
      history(ids, say),
      health(ids, say),
    ].filter(Boolean),
  };
}

function nothingYet(say) {
  const path = `/config/integrations/dashboard/add?domain=${DOMAIN}`;
  return {
    title: "LinkedIn Auto",
    cards: [
      { type: "markdown", content: say("not_set_up") },
      {
        type: "button",
        name: say("set_up"),
        icon: "mdi:plus",
        tap_action: navigate(path),
      },
    ],
  };
}

class LinkedInAutoDashboardStrategy extends HTMLElement {
  static configRequired = false;

  static noEditor = true;

  /** Take `device_id` where only one of several engines shall be shown. */
  static async generate(config, hass) {
    const localize = await hass.loadBackendTranslation("common", DOMAIN);
    const say = (word) => localize(`component.${DOMAIN}.common.dashboard_${word}`);
    const engines = [...findEngines(hass)].filter(
      ([id]) => !config.device_id || config.device_id === id,
    );
    if (!engines.length) return { views: [nothingYet(say)] };
    const isOnly = engines.length === 1;
    const views = engines.map(([id, ids]) => view(hass, id, ids, say, isOnly));
    views.sort((one, other) => one.title.localeCompare(other.title));
    return { title: "LinkedIn Auto", views };
  }
}

// The frontend puts a registry of its own in place of the browser's, and knows nothing
// of what was defined before.
await customElements.whenDefined("home-assistant");
customElements.define(`ll-strategy-dashboard-${TYPE}`, LinkedInAutoDashboardStrategy);

// What the dialog for a new dashboard says, before any words could be asked for.
const DESCRIPTIONS = {
  en: "Today's birthdays, wishes to approve, runs, and how the machine is",
  fr: "Anniversaires du jour, vœux à approuver, exécutions et état de la machine",
};

window.customStrategies ??= [];
window.customStrategies.push({
  type: TYPE,
  strategyType: "dashboard",
  name: "LinkedIn Auto",
  get description() {
    const { language } = document.querySelector("home-assistant").hass;
    return DESCRIPTIONS[language] ?? DESCRIPTIONS.en;
  },
});
