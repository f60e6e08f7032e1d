/** The start page: its forms work without this; it adds the second language and the colours chosen on this device. */

import { byId } from "./dom.js";
import { I18n, languageSwitch } from "./i18n.js";
import { apply } from "./reader-look.js";
import { load } from "./settings.js";

const i18n = new I18n(document);
const button = byId("language", HTMLButtonElement);
button.hidden = false;
languageSwitch(button, i18n);
i18n.follow(() => (document.title = i18n.text("start.title")));
apply(document.documentElement, load());
