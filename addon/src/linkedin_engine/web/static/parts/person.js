// One person: own words for them, blocked or not, the history, and forgetting.
import { api } from "../api.js";
import { day, t, word } from "../text.js";
import { html, useLoaded, useState } from "../view.js";
import { languages } from "../choices.js";
import { Button, Field, Loaded, Select, Switch, Trouble } from "./controls.js";
import { ask, attempt, notify } from "./notices.js";
import { Preview } from "./template.js";
import { Person, StateChip } from "./wish.js";

export function PersonDetails({ person, change, forget }) {
  return html`<div class="details">
    <p><${Person} name=${person.name} url=${person.profile_url} /></p>
    <${Blocked} person=${person} change=${change} />
    <${Words} person=${person} change=${change} />
    <${Past} person=${person} />
    <div class="actions">
      <${Button} kind="danger" onClick=${() => askAndForget(person, forget)}>
        ${t("person.forget")}<//>
    </div>
  </div>`;
}

function Blocked({ person, change }) {
  const set = (blocked) => attempt(
    async () => change(await api.patch(`contacts/${person.id}`, { blocked })));
  return html`<${Switch} label=${t("person.block")} checked=${person.blocked} onChange=${set}
    advice=${t("person.block_advice")} />`;
}

function Words({ person, change }) {
  const [firstName, setFirstName] = useState(person.first_name ?? "");
  const [language, setLanguage] = useState(person.language ?? "");
  const [ownText, setOwnText] = useState(person.own_text ?? "");
  const [isFine, setFine] = useState(false);
  const [error, setError] = useState(null);
  const keep = async () => {
    setError(null);
    try {
      const given = { first_name: firstName, language, own_text: ownText };
      // What stays as LinkedIn says it must not become the person's own choice.
      const changes = Object.entries(given).filter(([name, value]) => value !== (person[name] ?? ""));
      change(await api.patch(`contacts/${person.id}`, Object.fromEntries(changes)));
      notify(t("saved"));
    } catch (problem) {
      setError(problem);
    }
  };
  const input = (value, set, more = {}) => (props) => html`<input ...${props} ...${more} type="text"
    value=${value} autocomplete="off" onInput=${(event) => set(event.currentTarget.value)} />`;
  const template = { language: language || "en", occasion: "birthday", late: false };
  return html`<div>
    <div class="pair">
      <${Field} label=${t("person.first_name")} advice=${t("person.first_name_advice",
        { greeting: person.greeting })}>${input(firstName, setFirstName, { maxlength: 60 })}<//>
      <${Select} label=${t("person.language")} advice=${t("person.language_advice")}
        value=${language} onChange=${setLanguage}
        options=${[["", t("person.language_settings")], ...languages(["en", "fr"])]} />
    </div>
    <${Field} label=${t("person.own_text")} advice=${t("person.own_text_advice")}>
      ${(props) => html`<textarea ...${props} rows="3" value=${ownText}
        onInput=${(event) => setOwnText(event.currentTarget.value)}></textarea>`}
    <//>
    ${ownText.trim() && html`<${Preview} template=${template} text=${ownText} tell=${setFine}
      contact=${person.id} />`}
    <${Trouble} error=${error} />
    <${Button} kind="primary" disabled=${Boolean(ownText.trim()) && !isFine} onClick=${keep}>
      ${t("action.save")}<//>
  </div>`;
}

function Past({ person }) {
  const loaded = useLoaded(() => api.get("history", { contact_id: person.id, limit: 20 }), [person.id]);
  return html`<h2 class="minor">${t("person.history")}</h2>
    <${Loaded} from=${loaded}>${({ wishes }) => wishes.length
      ? html`<ul class="past">${wishes.map((wish) => html`<li key=${wish.id}>
          <span class="quiet">${day(wish.day)} · ${word("occasion", wish.occasion)}</span>
          <${StateChip} state=${wish.state} /><blockquote>${wish.text}</blockquote></li>`)}</ul>`
      : html`<p class="quiet">${t("person.no_history")}</p>`}<//>`;
}

async function askAndForget(person, forget) {
  const yes = await ask({
    title: t("person.forget"),
    text: t("person.forget_text", { name: person.name }),
    action: t("person.forget"),
  });
  if (!yes) return;
  const done = t("person.forgotten", { name: person.name });
  if (await attempt(() => api.remove(`contacts/${person.id}`), done)) forget(person.id);
}
