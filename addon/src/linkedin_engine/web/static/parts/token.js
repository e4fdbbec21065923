// The door of the stand-alone panel: the API token, once.
import { own } from "../api.js";
import { connect, live } from "../live.js";
import { t } from "../text.js";
import { html, useState } from "../view.js";
import { Card, Field, Trouble } from "./controls.js";

export function Token() {
  const [token, setToken] = useState("");
  const [error, setError] = useState(null);
  const isAtIngress = document.documentElement.dataset.entry === "ingress";
  if (isAtIngress) return html`<${Card} title=${t("token.ended")}><p>${t("token.reload")}</p><//>`;
  const enter = async (event) => {
    event.preventDefault();
    try {
      await own.post("panel/login", { token });
      live.set({ connection: "starting" });
      await connect();
    } catch (problem) {
      setError(problem);
    }
  };
  const wrong = error?.status === 401 ? t("token.wrong") : null;
  return html`<h1>${t("token.title")}</h1>
    <${Card} title=${t("token.heading")}>
      <form onSubmit=${enter}>
        <${Field} label=${t("token.label")} advice=${t("token.advice")} error=${wrong}>
          ${(props) => html`<input ...${props} type="password" autocomplete="current-password"
            value=${token} onInput=${(event) => setToken(event.currentTarget.value)} required />`}
        <//>
        ${error && !wrong && html`<${Trouble} error=${error} />`}
        <button type="submit" class="button primary">${t("token.enter")}</button>
      </form>
    <//>`;
}
