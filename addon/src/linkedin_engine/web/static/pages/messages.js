// Messages: the templates by language, occasion and lateness.
import { api } from "../api.js";
import { languages } from "../choices.js";
import { language, t, tn, word } from "../text.js";
import { html, useLoaded, useRef, useState } from "../view.js";
import { Button, Card, Chip, Loaded, save, Select, Switch } from "../parts/controls.js";
import { ask, attempt, notify } from "../parts/notices.js";
import { TemplateEditor } from "../parts/template.js";
import { changeTemplates, exported, imported, newId, readable, replaced, without } from "../templates.js";

const GROUPS = [
  ["birthday", false],
  ["birthday", true],
  ["work_anniversary", false],
  ["job_change", false],
];

export function Page() {
  const loaded = useLoaded(() => api.get("messages"), []);
  const [chosen, setChosen] = useState(language.value.code);
  return html`<${Loaded} from=${loaded}>${(messages) => {
    const used = [...new Set(["en", "fr", ...messages.templates.map((each) => each.language)])];
    const update = (reply) => loaded.setData(() => reply);
    return html`
      <${Card} title=${t("messages.about")}>
        <p>${t("messages.about_text")}</p>
        <${Select} label=${t("messages.language")} value=${chosen} onChange=${setChosen}
          options=${languages(used)} />
        <${Files} messages=${messages} update=${update} />
      <//>
      ${GROUPS.map(([occasion, late]) => html`<${Group} key=${`${occasion}${late}${chosen}`}
        messages=${messages} kind=${{ occasion, late, language: chosen }} update=${update} />`)}`;
  }}<//>`;
}

function Group({ messages, kind, update }) {
  const [edited, setEdited] = useState(null);
  const mine = messages.templates.filter((each) =>
    each.occasion === kind.occasion && each.late === kind.late && each.language === kind.language);
  const close = () => setEdited(null);
  const keep = async (template) => {
    const before = mine.find((each) => each.id === template.id);
    update(await changeTemplates(replaced(template)));
    close();
    const back = before ? replaced(before) : without(template.id);
    const run = () => attempt(async () => update(await changeTemplates(back)));
    notify(t("saved"), { action: { label: t("action.undo"), run } });
  };
  const begin = () =>
    setEdited({ ...kind, id: newId(messages.templates, kind.language), text: "", enabled: true });
  const isBuiltIn = ({ id }) => messages.built_in.includes(id);
  const isNew = edited && !mine.some((each) => each.id === edited.id);
  const add = html`<${Button} onClick=${begin}>${t("messages.add")}<//>`;
  const enabled = mine.filter((each) => each.enabled).length;
  const late = kind.late ? ".late" : "";
  return html`<${Card} title=${t(`messages.${kind.occasion}${late}`)} actions=${add}>
    ${isNew && html`<${TemplateEditor} template=${edited} keep=${keep} close=${close} />`}
    ${!mine.length && html`<p class="quiet">${t("messages.none")}</p>`}
    ${mine.length > 0 && enabled === 0 && html`<p class="trouble">${t("messages.all_off")}</p>`}
    <ul class="templates">${mine.map((each) => html`<li key=${each.id}>
      ${edited?.id === each.id
        ? html`<${TemplateEditor} template=${edited} keep=${keep} close=${close}
            restore=${isBuiltIn(each) && (() => remove(each, true, update))} />`
        : html`<${Template} template=${each} isBuiltIn=${isBuiltIn(each)}
            update=${update} edit=${() => setEdited(each)} />`}
    </li>`)}</ul>
  <//>`;
}

function Template({ template, isBuiltIn, update, edit }) {
  const toggle = (enabled) => change(replaced({ ...template, enabled }), update);
  return html`<div class="template">
    <${Switch} label=${t("messages.on")} checked=${template.enabled} hidden onChange=${toggle} />
    <p class=${`source ${template.enabled ? "" : "off"}`} lang=${template.language}>
      ${readable(template.text).map(piece)}</p>
    <div class="actions">
      ${!isBuiltIn && html`<${Chip} tone="info">${t("messages.own")}<//>`}
      <${Button} onClick=${edit}>${t("wish.edit")}<//>
      ${!isBuiltIn && html`<${Button} kind="flat" onClick=${() => remove(template, false, update)}>
        ${t("action.delete")}<//>`}
    </div>
  </div>`;
}

const change = (work, update) => attempt(async () => update(await changeTemplates(work)));

/** Delete a message, of which one that came with the app is then as it came. */
async function remove(template, isBuiltIn, update) {
  if (!(await change(without(template.id), update))) return;
  const run = () => change(replaced(template), update);
  notify(t(isBuiltIn ? "messages.restored" : "messages.removed"),
    { action: { label: t("action.undo"), run } });
}

/** Words as they are, and what is filled in for each person as a chip. */
function piece({ text, variable }) {
  return variable ? html`<span class="hole">${word("variable", variable)}</span>` : text;
}

function Files({ messages, update }) {
  const file = useRef(null);
  const read = async () => {
    const [chosen] = file.current.files;
    file.current.value = "";
    const templates = chosen && imported(await chosen.text());
    if (!chosen) return;
    if (!templates) return notify(t("messages.not_a_file"), { isError: true });
    const yes = await ask({
      title: t("messages.import"),
      text: tn("messages.import_text", templates.length),
      action: t("messages.import"),
      isDanger: false,
    });
    if (!yes) return;
    const merge = (now) => templates.reduce((all, each) => replaced(each)(all), now);
    await attempt(async () => update(await changeTemplates(merge)), t("messages.imported"));
  };
  return html`<div class="actions">
    <${Button} onClick=${() => save(exported(messages.templates), "linkedin-auto-messages.json")}>
      ${t("messages.export")}<//>
    <label class="button">${t("messages.import")}
      <input ref=${file} type="file" class="unseen" accept=".json,application/json"
        onChange=${read} /></label>
  </div>`;
}
