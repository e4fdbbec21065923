// The frame: heading, pages, what the connection is like, and the door.
import { live } from "../live.js";
import { remember, remembered } from "../prefs.js";
import { chooseLanguage, language, LANGUAGES, t } from "../text.js";
import { html, useEffect, useRef, useState, useStore } from "../view.js";
import { Select } from "./controls.js";
import { Notices, Question } from "./notices.js";
import { Strip } from "./strip.js";

const PAGES = ["today", "login", "messages", "people", "history", "system", "settings"];
const THEMES = ["auto", "light", "dark"];
const isStandAlone = document.documentElement.dataset.entry === "token";

/** The page that the address names, and its parameters: `#/people?search=Ada`. */
function place() {
  const [name, query] = location.hash.replace(/^#\/?/, "").split("?");
  return { name: PAGES.includes(name) ? name : "today", query: new URLSearchParams(query) };
}

function usePlace() {
  const [where, setWhere] = useState(place);
  useEffect(() => {
    const follow = () => setWhere(place());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return where;
}

/** A part that is loaded when it is first needed. */
function Lazy({ load, name, props }) {
  const [shown, setShown] = useState({ name: null, part: null });
  useEffect(() => {
    let isWanted = true;
    load().then((part) => isWanted && setShown({ name, part }));
    return () => {
      isWanted = false;
    };
  }, [name]);
  if (shown.name !== name) return html`<p class="loading" role="status">${t("loading")}</p>`;
  return html`<${shown.part} ...${props} />`;
}

export function App() {
  const { code } = useStore(language);
  const { connection } = useStore(live);
  const where = usePlace();
  const isShut = connection === "token";
  return html`<div class="app" key=${code}>
    <${Heading} current=${where.name} isShut=${isShut} connection=${connection} />
    <main id="main" tabindex="-1">
      ${isShut ? html`<${Lazy} name="token" load=${loadToken} />` : html`<${Page} where=${where} />`}
    </main>
    <div class="foot"><${Notices} />${!isShut && html`<${Strip} />`}</div>
    <${Question} />
  </div>`;
}

function toMain(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

const loadToken = async () => (await import("./token.js")).Token;

function Page({ where }) {
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${t(`page.${where.name}`)} · LinkedIn Auto`;
    if (!isFirst.current) {
      document.getElementById("main").focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [where.name]);
  const load = async () => (await import(`../pages/${where.name}.js`)).Page;
  return html`<h1>${t(`page.${where.name}`)}</h1>
    <${Lazy} name=${where.name} load=${load} props=${{ query: where.query }} />`;
}

function Heading({ current, isShut, connection }) {
  const tabs = useRef(null);
  useEffect(() => {
    const tab = tabs.current?.querySelector("[aria-current]");
    if (tab) tabs.current.scrollLeft = tab.offsetLeft - tabs.current.clientWidth / 3;
  }, [current]);
  return html`<header class="bar">
    <a class="skip" href=${location.hash || "#/today"} onClick=${toMain}>${t("app.skip")}</a>
    <div class="bar-top">
      <span class="brand">LinkedIn Auto</span>
      <${Looks} />
    </div>
    ${!isShut && html`<nav aria-label=${t("app.pages")}>
      <ul class="tabs" ref=${tabs}>
        ${PAGES.map((name) => html`<li key=${name}>
          <a href=${`#/${name}`} aria-current=${name === current ? "page" : undefined}>
            ${t(`page.${name}`)}</a>
        </li>`)}
      </ul>
    </nav>`}
    <${Connection} connection=${connection} />
  </header>`;
}

function Looks() {
  const [theme, setTheme] = useState(remembered("theme") ?? "auto");
  const choose = (next) => {
    remember("theme", next === "auto" ? null : next);
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  const themes = THEMES.map((each) => [each, t(`theme.${each}`)]);
  return html`<div class="looks">
    <${Select} label=${t("app.theme")} hidden value=${theme} options=${themes} onChange=${choose} />
    <${Select} label=${t("app.language")} hidden value=${language.value.code}
      options=${Object.entries(LANGUAGES)} onChange=${chooseLanguage} />
    ${isStandAlone && html`<${Leave} />`}
  </div>`;
}

function Leave() {
  if (useStore(live).connection === "token") return null;
  const leave = async () => {
    const { own } = await import("../api.js");
    await own.post("panel/logout").catch(() => {});
    location.reload();
  };
  return html`<button type="button" class="button flat" onClick=${leave}>${t("app.leave")}</button>`;
}

function Connection({ connection }) {
  return html`<div role="status">
    ${connection === "lost" && html`<p class="banner">${t("app.lost")}</p>`}
  </div>`;
}
