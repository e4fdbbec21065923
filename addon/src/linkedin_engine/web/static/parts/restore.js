// Taking a change of settings back.
import { t } from "../text.js";
import { html } from "../view.js";
import { Button } from "./controls.js";

/** The way back to what the app's options say, which can be taken back itself. */
export function Restore({ names, reply, change }) {
  const changed = names.filter((name) => reply.changed.includes(name));
  if (!changed.length) return null;
  const back = Object.fromEntries(changed.map((name) => [name, null]));
  const before = Object.fromEntries(changed.map((name) => [name, reply.values[name]]));
  const restore = () => change(back, { label: t("action.undo"), run: () => change(before) });
  const label = t("settings.restore_name", { field: changed.map((each) => t(`field.${each}`)).join(", ") });
  return html`<${Button} kind="small" aria-label=${label} onClick=${restore}>
    ${t("settings.restore")}<//>`;
}
