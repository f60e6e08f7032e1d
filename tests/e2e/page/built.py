"""How a page is built, where RGAA asks for it and axe does not look: language, title, structure, styles, movement."""

from playwright.sync_api import Page

_BUILT = """() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const named = (node) => `${node.localName} ${node.id || node.className}`;
  const expect = (holds, what) => { if (!holds) wrong.push(what); };

  expect(document.doctype?.name === "html" && document.firstChild === document.doctype, "8.1 no doctype");
  expect(document.documentElement.lang === "fr", "8.3 language");
  expect(document.title.includes("Voixlà") && document.title.length > 8, `8.6 title ${document.title}`);
  for (const node of all("[lang]")) expect(["fr", "en"].includes(node.lang), `8.8 language ${node.lang}`);
  for (const node of all("[data-i18n='language'], #language")) expect(node.lang === "en", `8.7 ${named(node)}`);
  const ids = all("[id]").map((node) => node.id);
  expect(new Set(ids).size === ids.length, "8.2 an id twice");
  expect(all("iframe, frame").length === 0, "2.1 frames");
  expect(all("table").length === 0, "5 tables");
  expect(all("canvas, object, embed, map, marquee, blink").length === 0, "1, 4 embedded things");
  const looks = "center, font, big, strike, tt, [align], [bgcolor]";
  expect(all(looks).length === 0, "8.9, 10.1 looks in the markup");
  for (const list of all("ul, ol")) {
    expect([...list.children].every((child) => child.localName === "li"), `9.3 list ${named(list)}`);
  }
  expect(all("header").length >= 1 && all("main").filter(shown).length === 1, "9.2 header and main");
  expect(all("meta[http-equiv=refresh i]").length === 0, "13.1 refresh");
  for (const media of all("video, audio")) {
    expect(!media.autoplay || media.muted || media.srcObject, `4.10 ${named(media)}`);
  }
  for (const set of all("fieldset")) expect(set.querySelector("legend")?.textContent.trim(), `11.6 ${named(set)}`);
  for (const field of all("input[name=name], input[name=nom], input[type=password]")) {
    expect(["name", "username", "current-password"].includes(field.autocomplete), `11.13 ${named(field)}`);
  }
  for (const form of all("form")) {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
    for (const field of fields.filter((one) => one.required && fields.length > 1)) {
      expect(/obligatoire/.test(field.labels[0]?.textContent ?? ""), `11.10 ${named(field)}`);
    }
  }
  expect(all("[tabindex]").every((node) => node.tabIndex <= 0), "12.8 order by numbers");
  expect(all("[accesskey]").length === 0, "12.10 access keys");
  const skip = document.querySelector("a.skip");
  expect(skip && document.querySelector(new URL(skip.href).hash), "12.7 no way to the content");
  const endless = document.getAnimations().filter((one) => one.effect?.getTiming().iterations === Infinity);
  expect(endless.length === 0, "13.8 moves for ever");
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText);
  expect(!rules.some((rule) => /orientation:|user-scalable/.test(rule)), "13.9 orientation");
  expect(!/user-scalable|maximum-scale/.test(document.querySelector("meta[name=viewport]")?.content), "10.4 zoom");
  return wrong;
}"""
_UNSTYLED = """() => {
  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (text.data.trim() && text.parentElement.checkVisibility({ visibilityProperty: true })) found.push(text);
    }
    return found;
  };
  const before = texts();
  const sheets = [...document.styleSheets].filter((sheet) => !sheet.disabled);
  for (const sheet of sheets) sheet.disabled = true;
  const after = new Set(texts());
  for (const sheet of sheets) sheet.disabled = false;
  const gone = before.filter((text) => !after.has(text));
  return gone.map((text) => `10.2 only with styles: ${text.data.trim().slice(0, 60)}`);
}"""


def misbuilt(page: Page) -> list[str]:
    """Each with the RGAA criterion that it breaks."""
    built: list[str] = page.evaluate(_BUILT)
    unstyled: list[str] = page.evaluate(_UNSTYLED)
    return built + unstyled
