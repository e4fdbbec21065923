// The doctor: every check, what it means, and how to mend it.
import { api } from "../api.js";
import { language, t } from "../text.js";
import { html, useState } from "../view.js";
import { Button, Card, Chip, Trouble } from "./controls.js";

const ORDER = ["failure", "warning", "ok"];
const TONES = { ok: "good", warning: "warn", failure: "bad" };

export function Doctor() {
  const [found, setFound] = useState(null);
  const [error, setError] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const examine = async () => {
    setBusy(true);
    setError(null);
    try {
      setFound(await api.get("system/doctor", { language: language.value.code }));
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return html`<${Card} title=${t("doctor.title")} actions=${html`<${Button} kind="primary"
    onClick=${examine}>${t("doctor.examine")}<//>`}>
    <p class="advice">${t("doctor.advice")}</p>
    <div role="status">
      ${isBusy && html`<p>${t("doctor.busy")}</p><progress aria-label=${t("doctor.busy")}></progress>`}
      ${found && !isBusy && html`<p>${t(verdict(found))}</p>`}
    </div>
    <${Trouble} error=${error} />
    ${found && !isBusy && html`<ul class="checks">
      ${[...found.checks].sort(bySeverity).map((check) => html`<${Check} key=${check.key}
        check=${check} />`)}</ul>`}
  <//>`;
}

function verdict({ healthy, checks }) {
  if (!healthy) return "doctor.ill";
  return checks.some((each) => each.level === "warning") ? "doctor.warned" : "doctor.healthy";
}

const bySeverity = (one, other) => ORDER.indexOf(one.level) - ORDER.indexOf(other.level);

function Check({ check }) {
  const ways = [
    ["doctor.home_assistant", check.mend_home_assistant],
    ["doctor.raspberry_pi_os", check.mend_raspberry_pi_os],
  ].filter(([, way]) => way);
  return html`<li>
    <div class="row"><strong>${check.title}</strong>
      <${Chip} tone=${TONES[check.level] ?? ""}>${t(`check.${check.level}`)}<//></div>
    <p>${check.meaning}</p>
    ${ways.length > 0 && html`<details open=${check.level === "failure"}>
      <summary>${t("doctor.mend")}</summary>
      ${ways.map(([key, way]) => html`<p key=${key}><strong>${t(key)}</strong> ${way}</p>`)}
    </details>`}
  </li>`;
}
