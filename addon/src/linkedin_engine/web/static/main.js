import { connect } from "./live.js";
import { App } from "./parts/app.js";
import { loadLanguage } from "./text.js";
import { html, render } from "./view.js";

connect();
await loadLanguage();
const place = document.getElementById("panel");
place.replaceChildren();
render(html`<${App} />`, place);
