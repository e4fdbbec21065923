// People: search, and what is kept about each.
import { api } from "../api.js";
import { dayOfYear, t } from "../text.js";
import { html, useEffect, useLoaded, useSettled, useState } from "../view.js";
import { Button, Card, Chip, Field, Loaded, Select } from "../parts/controls.js";
import { PersonDetails } from "../parts/person.js";

const PAGE = 50;
const FILTERS = {
  all: {},
  blocked: { blocked: true },
  birthday: { with_birthday: true },
};

export function Page({ query }) {
  const [search, setSearch] = useState(query.get("search") ?? "");
  const [filter, setFilter] = useState("all");
  const settled = useSettled(search.trim());
  const asked = { ...FILTERS[filter], search: settled, limit: PAGE };
  const loaded = useLoaded(() => api.get("contacts", asked), [settled, filter]);
  const filters = Object.keys(FILTERS).map((name) => [name, t(`people.${name}`)]);
  return html`
    <${Card}>
      <div class="filters" role="search">
        <${Field} label=${t("people.search")}>
          ${(props) => html`<input ...${props} type="search" value=${search} autocomplete="off"
            onInput=${(event) => setSearch(event.currentTarget.value)} />`}
        <//>
        <${Select} label=${t("people.filter")} value=${filter} options=${filters}
          onChange=${setFilter} />
      </div>
    <//>
    <${Loaded} from=${loaded}>${(page) => html`<${People} page=${page} asked=${asked}
      setData=${loaded.setData} isSearch=${Boolean(settled) || filter !== "all"} />`}<//>`;
}

function People({ page, asked, setData, isSearch }) {
  const [open, setOpen] = useState(null);
  useEffect(() => setOpen(null), [asked.search]);
  if (!page.contacts.length) {
    return html`<${Card}><p role="status">${t(isSearch ? "people.not_found" : "people.none")}</p><//>`;
  }
  const change = (person) => setData((now) => ({
    ...now,
    contacts: now.contacts.map((each) => (each.id === person.id ? person : each)),
  }));
  const forget = (id) =>
    setData((now) => ({ ...now, contacts: now.contacts.filter((each) => each.id !== id) }));
  const more = async () => {
    const next = await api.get("contacts", { ...asked, after: page.next_after });
    setData((now) => ({ ...next, contacts: [...now.contacts, ...next.contacts] }));
  };
  return html`<${Card}>
    <ul class="people">${page.contacts.map((person) => html`<li key=${person.id}>
      <button type="button" class="person-row" aria-expanded=${open === person.id}
        onClick=${() => setOpen(open === person.id ? null : person.id)}>
        <span>${person.name}</span>
        <span class="quiet">${birthday(person.birthday)}</span>
        ${person.blocked && html`<${Chip} tone="warn">${t("person.is_blocked")}<//>`}
        ${person.own_text && html`<${Chip} tone="info">${t("person.has_text")}<//>`}
      </button>
      ${open === person.id && html`<${PersonDetails} person=${person} change=${change}
        forget=${forget} />`}
    </li>`)}</ul>
    ${page.next_after && html`<${Button} onClick=${more}>${t("action.more")}<//>`}
  <//>`;
}

function birthday(monthAndDay) {
  return monthAndDay ? dayOfYear(monthAndDay) : t("person.birthday_unknown");
}
