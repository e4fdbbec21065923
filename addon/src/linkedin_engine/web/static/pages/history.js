// History: every wish, a table of them, and how many went out each week.
import { api } from "../api.js";
import { live } from "../live.js";
import { day, moment, t, word } from "../text.js";
import { html, useEffect, useLoaded, useSettled, useState, useStore } from "../view.js";
import { Button, Card, Field, Loaded, save, Select } from "../parts/controls.js";
import { Chart, perWeek } from "../parts/chart.js";
import { attempt } from "../parts/notices.js";
import { Person, Settle, StateChip } from "../parts/wish.js";

const PAGE = 50;
const WEEKS = 26;
const MOST_PAGES = 6;
const QUIET = 1000;
const STATES = ["sent", "skipped", "failed", "unverified", "drafted", "approved", "sending"];

export function Page({ query }) {
  const [state, setState] = useState(query.get("state") ?? "");
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const asked = { state, since, until };
  const loaded = useLoaded(() => api.get("history", { ...asked, limit: PAGE }), [state, since, until]);
  const wishes = useSettled(useStore(live).wishes, QUIET);
  useEffect(() => {
    if (wishes) loaded.reload();
  }, [wishes]);
  const table = () => attempt(async () =>
    save(await api.csv("history", asked), "linkedin-auto-history.csv"));
  const states = [["", t("history.every")], ...STATES.map((each) => [each, word("state", each)])];
  const date = (label, value, set) => html`<${Field} label=${label}>
    ${(props) => html`<input ...${props} type="date" value=${value}
      onChange=${(event) => set(event.currentTarget.value)} />`}<//>`;
  return html`
    <${Weeks} wishes=${wishes} />
    <${Card} title=${t("history.title")} actions=${html`<${Button} onClick=${table}>
      ${t("history.csv")}<//>`}>
      <div class="filters">
        <${Select} label=${t("history.state")} value=${state} options=${states} onChange=${setState} />
        ${date(t("history.since"), since, setSince)} ${date(t("history.until"), until, setUntil)}
      </div>
      <${Loaded} from=${loaded}>${(page) => html`<${List} page=${page} asked=${asked}
        setData=${loaded.setData} />`}<//>
    <//>`;
}

function Weeks({ wishes }) {
  const loaded = useLoaded(loadSent, [wishes]);
  return html`<${Card} title=${t("chart.title")}>
    <${Loaded} from=${loaded}>${(sent) => html`<${Chart} weeks=${perWeek(sent, WEEKS)} />`}<//>
  <//>`;
}

async function loadSent() {
  const since = new Date(Date.now() - WEEKS * 7 * 86400000).toISOString().slice(0, 10);
  const sent = [];
  let before;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await api.get("history", { state: "sent", since, before, limit: 500 });
    sent.push(...found.wishes);
    before = found.next_before;
    if (!before) break;
  }
  return sent;
}

function List({ page, asked, setData }) {
  if (!page.wishes.length) return html`<p role="status">${t("history.none")}</p>`;
  const more = async () => {
    const next = await api.get("history", { ...asked, before: page.next_before, limit: PAGE });
    setData((now) => ({ ...next, wishes: [...now.wishes, ...next.wishes] }));
  };
  const changed = (wish) => setData((now) => ({
    ...now,
    wishes: now.wishes.map((each) => (each.id === wish.id ? wish : each)),
  }));
  return html`<ul class="wishes">${page.wishes.map((wish) => html`<li class="wish" key=${wish.id}>
      <div class="wish-head">
        <${Person} name=${wish.name} url=${wish.profile_url} />
        <span class="quiet">${word("occasion", wish.occasion)} · ${day(wish.day)}</span>
        <${StateChip} state=${wish.state} />
      </div>
      <blockquote>${wish.text}</blockquote>
      <p class="quiet">
        ${wish.sent_at && t("history.sent_at", { when: moment(wish.sent_at) })}
        ${wish.reason && word("wish_reason", wish.reason)}
      </p>
      ${wish.state === "unverified" && html`<${Settle} wish=${wish} changed=${changed} />`}
    </li>`)}</ul>
    ${page.next_before && html`<${Button} onClick=${more}>${t("action.more")}<//>`}`;
}
