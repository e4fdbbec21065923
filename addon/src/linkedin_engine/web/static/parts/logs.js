// The engine's log as it is written, from the level that the person wants.
import { own } from "../api.js";
import { clock, t } from "../text.js";
import { html, useEffect, useRef, useState } from "../view.js";
import { Card, Chip, Select, Switch, Trouble } from "./controls.js";

const EVERY = 3000;
const MOST = 500;
const LEVELS = ["info", "warning", "error"];
const TONES = { warning: "warn", error: "bad", critical: "bad" };
const OWN_PLACE = new Set(["timestamp", "level", "event", "room"]);

export function Logs() {
  const [lines, setLines] = useState([]);
  const [level, setLevel] = useState("info");
  const [isLive, setLive] = useState(true);
  const [error, setError] = useState(null);
  const last = useRef(0);
  useEffect(() => {
    if (!isLive) return undefined;
    const look = async () => {
      if (document.hidden) return;
      try {
        const found = (await own.get(`panel/logs?after=${last.current}`)).lines;
        setError(null);
        if (!found.length) return;
        last.current = found.at(-1).number;
        setLines((before) => [...before, ...found].slice(-MOST));
      } catch (problem) {
        setError(problem);
      }
    };
    look();
    const timer = setInterval(look, EVERY);
    return () => clearInterval(timer);
  }, [isLive]);
  const lowest = LEVELS.indexOf(level);
  const shown = lines.filter(({ line }) => rank(line.level) >= lowest).reverse();
  return html`<${Card} title=${t("logs.title")}>
    <div class="filters">
      <${Select} label=${t("logs.level")} value=${level} onChange=${setLevel}
        options=${LEVELS.map((each) => [each, t(`level.${each}`)])} />
      <${Switch} label=${t("logs.live")} checked=${isLive} onChange=${setLive} />
    </div>
    <${Trouble} error=${error} />
    <div class="log" tabindex="0" role="log" aria-live="off" aria-label=${t("logs.title")}>
      ${shown.map(({ number, line }) => html`<p key=${number}>
        <time datetime=${line.timestamp}>${clock(line.timestamp)}</time>
        ${" "}<${Chip} tone=${TONES[line.level] ?? ""}>${line.level}<//>
        ${" "}<span>${line.room}: ${line.event} ${rest(line)}</span></p>`)}
      ${!shown.length && html`<p class="quiet">${t("logs.none")}</p>`}
    </div>
  <//>`;
}

function rank(level) {
  const found = LEVELS.indexOf(level);
  return found < 0 ? LEVELS.length : found;
}

function rest(line) {
  return Object.entries(line).filter(([name]) => !OWN_PLACE.has(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
