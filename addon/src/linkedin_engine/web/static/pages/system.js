// System: the machine, the doctor, the copies of the database, and the log.
import { api } from "../api.js";
import { bytes, number, t, tn } from "../text.js";
import { html, useEffect, useLoaded } from "../view.js";
import { Button, Card, Facts, Loaded } from "../parts/controls.js";
import { Backups } from "../parts/backups.js";
import { Doctor } from "../parts/doctor.js";
import { Logs } from "../parts/logs.js";
import { attempt, notify } from "../parts/notices.js";

const EVERY = 10000;

export function Page() {
  return html`<${Machine} /><${Doctor} /><${Backups} /><${Logs} />`;
}

function Machine() {
  const loaded = useLoaded(() => api.get("system"), []);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || loaded.reload(), EVERY);
    return () => clearInterval(timer);
  }, []);
  return html`<${Card} title=${t("system.title")}>
    <${Loaded} from=${loaded}>${(system) => html`
      <${Memory} system=${system} />
      <${Facts} facts=${facts(system)} />
      <div class="actions"><${Button} onClick=${() => reap(loaded.reload)}>
        ${t("system.reap")}<//></div>
      <p class="advice">${t("system.reap_advice")}</p>`}<//>
  <//>`;
}

function Memory({ system }) {
  const used = system.host_memory_total - system.host_memory_available;
  const values = { used: bytes(used), total: bytes(system.host_memory_total) };
  return html`<p class="meter">
    <span>${t("system.host_memory", values)}</span>
    <meter min="0" max=${system.host_memory_total} high=${system.host_memory_total * 0.9}
      value=${used} aria-label=${t("system.host_memory", values)}></meter>
  </p>`;
}

function facts(system) {
  const known = (value, show) => (value === null ? t("system.unknown") : show(value));
  const yes = (value) => t(value ? "system.yes" : "system.no");
  const degrees = (value) =>
    number(value, { style: "unit", unit: "celsius", maximumFractionDigits: 0 });
  return [
    [t("system.engine_memory"), bytes(system.engine_memory)],
    [t("system.browser_memory"), bytes(system.browser_memory)],
    [t("system.temperature"), known(system.cpu_temperature, degrees)],
    [t("system.throttled"), known(system.throttled, yes)],
    [t("system.under_voltage"), known(system.under_voltage, yes)],
    [t("system.browsers"), number(system.browser_processes)],
    [t("system.zombies"), number(system.zombie_processes)],
    [t("system.database"), bytes(system.database_size + system.wal_size)],
    [t("system.disk_free"), bytes(system.disk_free)],
  ];
}

async function reap(reload) {
  await attempt(async () => {
    const { reaped } = await api.post("system/reap");
    notify(tn("system.reaped", reaped));
  });
  await reload();
}
