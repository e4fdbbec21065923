// Today: what waits for the person, why nothing happens, and who has a birthday.
import { api } from "../api.js";
import { live } from "../live.js";
import { dayIn, t, tn } from "../text.js";
import { html, useEffect, useLoaded, useSettled, useStore } from "../view.js";
import { Button, Card, Chip, Loaded } from "../parts/controls.js";
import { ask, attempt } from "../parts/notices.js";
import { Runs } from "../parts/run.js";
import { Needed, Standing } from "../parts/standing.js";
import { leaving, Person, Wishes } from "../parts/wish.js";
import { reasons } from "../why.js";

const TO_DECIDE = [
  ["unverified", "today.unverified"],
  ["drafted", "today.drafted"],
  ["failed", "today.failed"],
];
const ON_THEIR_WAY = [
  ["sending", "today.sending"],
  ["approved", "today.approved"],
];
const DONE = [["sent", "today.sent"], ["skipped", "today.skipped"]];
const QUIET = 500;

async function load() {
  const state = [...TO_DECIDE, ...ON_THEIR_WAY].map(([name]) => name);
  const [open, sent] = await Promise.all([
    api.get("wishes", { state, limit: 200 }),
    api.get("history", { state: "sent", limit: 50 }),
  ]);
  return [...open.wishes, ...sent.wishes.filter(isOfToday)];
}

function isOfToday(wish) {
  const { timezone, today } = live.value.state ?? {};
  const now = today ?? dayIn(timezone, new Date());
  return Boolean(wish.sent_at) && dayIn(timezone, wish.sent_at) === now;
}

/** The rest of the day: the wishes that were skipped, and who has none at all. */
async function loadDay(today) {
  if (!today) return { skipped: [], others: [] };
  const [of, born] = await Promise.all([
    api.get("history", { since: today, until: today, limit: 500 }),
    api.get("contacts", { birthday_on: today, limit: 200 }),
  ]);
  const known = new Set(of.wishes.map((wish) => wish.contact_id));
  return {
    skipped: of.wishes.filter((wish) => wish.state === "skipped"),
    others: born.contacts.filter((person) => !known.has(person.id)),
  };
}

export function Page() {
  const { wishes, report, state } = useStore(live);
  const loaded = useLoaded(load, []);
  const day = useLoaded(() => loadDay(state?.today), [state?.today]);
  const settings = useLoaded(() => api.get("settings"), []);
  const settled = useSettled(wishes, QUIET);
  useEffect(() => {
    if (!settled && !report) return;
    loaded.reload();
    day.reload();
  }, [settled, report]);
  const { ids } = useStore(leaving);
  const changed = (wish) => loaded.setData((now) =>
    now.map((each) => (each.id === wish.id ? wish : each)));
  const groups = (all, wanted) => wanted.map(([name, title]) => html`<${Group} key=${name}
    name=${name} title=${title} wishes=${all.filter(({ id, state: now }) => now === name && !ids.includes(id))}
    mode=${state?.sending_mode} changed=${changed} />`);
  // Both at once, so that nothing moves under a finger.
  return html`<${Loaded} from=${settings}>${({ values }) => html`
    <${Loaded} from=${loaded}>${(all) => {
      const found = state && !state.run ? reasons(state, values) : [];
      return html`
        <${Needed} reasons=${found} />
        ${groups(all, TO_DECIDE)}
        ${state && html`<${Standing} state=${state} reasons=${found} />`}
        <${Runs} />
        ${groups(all, ON_THEIR_WAY)}
        <${Loaded} from=${day}>${({ skipped, others }) => html`
          ${others.length > 0 && html`<${Others} people=${others} />`}
          ${groups(unique([...all, ...skipped]), DONE)}`}<//>`;
    }}<//>`}<//>`;
}

/** Each wish once, as it was first named. */
function unique(wishes) {
  const ids = new Set();
  return wishes.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** Who has a birthday today and no wish, with what can be done about them. */
function Others({ people }) {
  return html`<${Card} title=${tn("today.others", people.length)}>
    <p class="advice">${t("today.others_why")}</p>
    <ul class="rows">${people.map((each) => html`<li class="row" key=${each.id}>
      <span><${Person} name=${each.name} url=${each.profile_url} />
        ${" "}${each.blocked && html`<${Chip} tone="warn">${t("person.is_blocked")}<//>`}</span>
      <a class="button small" href=${`#/people?search=${encodeURIComponent(each.name)}`}>
        ${t("today.look")}<span class="unseen"> ${each.name}</span></a>
    </li>`)}</ul>
  <//>`;
}

function Group({ name, title, wishes, mode, changed }) {
  if (!wishes.length) return null;
  const isDrafts = name === "drafted";
  const all = isDrafts && wishes.length > 1 &&
    html`<${Button} kind="primary" onClick=${() => approveAll(wishes, changed)}>
      ${t("today.approve_all")}<//>`;
  return html`<${Card} title=${tn(title, wishes.length)} actions=${all}>
    ${isDrafts && mode === "preview" && html`<p class="advice">${t("today.preview_mode")}</p>`}
    <${Wishes} wishes=${wishes} changed=${changed} />
  <//>`;
}

async function approveAll(wishes, changed) {
  const yes = await ask({
    title: t("today.approve_all"),
    text: tn("today.approve_all_text", wishes.length),
    action: t("wish.approve"),
    isDanger: false,
  });
  if (!yes) return;
  await attempt(async () => {
    for (const { id } of wishes) changed(await api.patch(`wishes/${id}`, { decision: "approve" }));
  });
}
