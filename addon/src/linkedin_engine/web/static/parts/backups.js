// The copies of the database: make one, and take one away.
import { api, href } from "../api.js";
import { bytes, moment, t } from "../text.js";
import { html, useLoaded } from "../view.js";
import { Button, Card, Loaded } from "./controls.js";
import { attempt } from "./notices.js";

export function Backups() {
  const loaded = useLoaded(() => api.get("system/backups"), []);
  const make = async () => {
    await attempt(() => api.post("system/backups"), t("backup.made"));
    await loaded.reload();
  };
  return html`<${Card} title=${t("backup.title")} actions=${html`<${Button} onClick=${make}>
    ${t("backup.make")}<//>`}>
    <p class="advice">${t("backup.advice")}</p>
    <${Loaded} from=${loaded}>${({ backups }) => backups.length
      ? html`<ul class="rows">${backups.map((each) => html`<li class="row" key=${each.name}>
          <span>${moment(each.made_at)} · ${bytes(each.size)}</span>
          <a class="button" href=${href(`system/backups/${encodeURIComponent(each.name)}`)}
            download=${each.name}>${t("backup.download")}
            <span class="unseen"> ${each.name}</span></a></li>`)}</ul>`
      : html`<p class="quiet">${t("backup.none")}</p>`}<//>
  <//>`;
}
