// Writing a template, with what a real person would get beside it.
import { api, TEXT_MAX } from "../api.js";
import { has, number, t } from "../text.js";
import { html, useEffect, useFocused, useLoaded, useSettled, useState } from "../view.js";
import { MAX_SOURCE } from "../templates.js";
import { Button, Field, Select, Trouble } from "./controls.js";

/** What can be filled in, in which messages; a year that is not known must not be asked for. */
const VARIABLES = [
  ["first_name", "{{ first_name }}", () => true],
  ["name", "{{ name }}", () => true],
  ["days_late", "{{ days_late }}", ({ late }) => late],
  ["years", "{% if years %}{{ years }}{% endif %}", ({ occasion }) => occasion !== "birthday"],
];
const PEOPLE = 50;

export function TemplateEditor({ template, keep, close, restore = null }) {
  const [text, setText] = useState(template.text);
  const [error, setError] = useState(null);
  const [isFine, setFine] = useState(false);
  const box = useFocused();
  const insert = (piece) => {
    const { selectionStart: from, selectionEnd: to } = box.current;
    box.current.setRangeText(piece, from, to, "end");
    setText(box.current.value);
    box.current.focus();
  };
  const save = async () => {
    setError(null);
    try {
      await keep({ ...template, text });
    } catch (problem) {
      setError(problem);
    }
  };
  const putBack = async () => {
    await restore();
    close();
  };
  return html`<div class="editor">
    <${Field} label=${t("template.label")} advice=${t("template.advice")}
      error=${text.length > MAX_SOURCE ? t("text.long", { n: text.length, max: MAX_SOURCE }) : null}>
      ${(props) => html`<textarea ...${props} ref=${box} rows="4" value=${text} lang=${template.language}
        onInput=${(event) => setText(event.currentTarget.value)}></textarea>`}
    <//>
    <div class="actions" role="group" aria-label=${t("template.insert")}>
      ${VARIABLES.filter(([, , fits]) => fits(template)).map(([name, piece]) =>
        html`<${Button} kind="small" key=${name} onClick=${() => insert(piece)}>
          ${t(`variable.${name}`)}<//>`)}
    </div>
    <${Preview} template=${template} text=${text} tell=${setFine} />
    <${Trouble} error=${error} />
    <div class="actions">
      <${Button} kind="primary" disabled=${!isFine} onClick=${save}>${t("action.save")}<//>
      <${Button} kind="flat" onClick=${close}>${t("action.cancel")}<//>
      ${restore && html`<${Button} kind="flat" onClick=${putBack}>${t("messages.restore")}<//>`}
    </div>
  </div>`;
}

/** What is wrong with a text; of a newer engine, in its own words. */
function problem({ code, message, word, hint }) {
  const key = `fault.${code}`;
  if (!has(key)) return message;
  return `${t(key, { word, n: number(MAX_SOURCE), max: number(TEXT_MAX) })}${hint ? ` ${t("fault.hint", { hint })}` : ""}`;
}

/** What is said to whom; also used for the own text of one person. */
export function Preview({ template, text, tell, contact = null }) {
  const settled = useSettled(text);
  const [person, setPerson] = useState("");
  const people = useLoaded(
    async () => (contact ? [] : (await api.get("contacts", { limit: PEOPLE })).contacts), []);
  const chosen = contact ?? (person ? Number(person) : null);
  const tried = useLoaded(async () => {
    if (!settled.trim()) return { text: null, problems: [{ code: "empty" }] };
    const { language, occasion, late } = template;
    const body = { text: settled, language, occasion, late };
    return api.post("messages/preview", chosen ? { ...body, contact_id: chosen } : body);
  }, [settled, chosen]);
  const isFine = Boolean(tried.data?.text) && settled === text;
  useEffect(() => tell(isFine), [isFine]);
  const options = (people.data ?? []).map((each) => [String(each.id), each.name]);
  return html`<div class="preview">
    ${!contact && html`<${Select} label=${t("template.as")} value=${person} onChange=${setPerson}
      options=${[["", t("template.invented")], ...options]} />`}
    <div aria-live="polite">
      ${tried.data?.text && html`<p class="advice">${t("template.preview")}</p>
        <blockquote>${tried.data.text}</blockquote>`}
      ${(tried.data?.problems ?? []).map((each) => html`<p class="error" key=${each.message}>
        ${each.line ? t("template.line", { n: each.line }) : ""} ${problem(each)}</p>`)}
      ${tried.data?.text && !settled.includes("name") &&
        html`<p class="warning">${t("template.nameless")}</p>`}
    </div>
    <${Trouble} error=${tried.error} />
  </div>`;
}
