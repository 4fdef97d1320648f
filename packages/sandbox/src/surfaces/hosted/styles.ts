/** The look of the hosted pages: system fonts, both colour schemes, nothing from elsewhere. */
export const styles = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f8; --paper: #ffffff; --ink: #16181d; --soft: #565d6b; --line: #d5d9e2; --field: #ffffff;
  --accent: #3b44d6; --on-accent: #ffffff; --accent-soft: #e9eafd; --bad: #a9152b; --bad-soft: #fdecee; --good: #12693c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1115; --paper: #191c23; --ink: #f0f2f6; --soft: #a9b1c0; --line: #363c49; --field: #12151a;
    --accent: #a3a9ff; --on-accent: #10122b; --accent-soft: #23264a; --bad: #ffb3bd; --bad-soft: #3b171d; --good: #86e0ad;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
.banner { background: var(--accent-soft); color: var(--ink); text-align: center; font-size: 14px; padding: 8px 16px; }
.banner strong { font-weight: 600; }
main { max-width: 960px; margin: 0 auto; padding: 32px 20px 64px; }
main.narrow { max-width: 480px; padding-top: 56px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 28px; align-items: start; overflow-wrap: anywhere; }
@media (min-width: 780px) { .columns { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 48px; padding-top: 24px; } }
.paper { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 28px; }
.paper + .paper, .paper + h2 { margin-top: 28px; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 17px; margin: 0 0 14px; }
.total { font-size: 36px; font-weight: 650; letter-spacing: -0.02em; margin: 0 0 20px; font-variant-numeric: tabular-nums; }
.soft { color: var(--soft); }
p { margin: 0 0 14px; }
a { color: var(--accent); }
.items { list-style: none; margin: 0; padding: 0; }
.items li { display: flex; justify-content: space-between; gap: 16px; padding: 12px 0; border-top: 1px solid var(--line); }
.items .amount { white-space: nowrap; font-variant-numeric: tabular-nums; }
.items small { display: block; color: var(--soft); }
label, legend { display: block; font-size: 14px; font-weight: 550; margin: 0 0 6px; padding: 0; }
.field { margin: 0 0 16px; }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 14px; align-items: end; }
input, select {
  width: 100%; font: inherit; font-size: 16px; font-weight: 400; color: inherit; background: var(--field); border: 1px solid var(--soft);
  border-radius: 8px; padding: 10px 12px; min-height: 46px;
}
::placeholder { color: var(--soft); opacity: 1; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
fieldset { border: 0; margin: 0 0 20px; padding: 0; }
.cards { display: flex; flex-wrap: wrap; gap: 8px; }
button { font: inherit; cursor: pointer; border-radius: 8px; min-height: 46px; padding: 10px 16px; }
.primary { width: 100%; background: var(--accent); color: var(--on-accent); border: 1px solid var(--accent); font-weight: 600; }
.secondary { width: 100%; background: transparent; color: var(--ink); border: 1px solid var(--soft); margin-top: 12px; }
.chip {
  min-height: 36px; padding: 5px 12px; font-size: 14px; border-radius: 999px;
  background: var(--accent-soft); color: var(--ink); border: 1px solid var(--line);
}
.unseen { position: absolute; width: 1px; height: 1px; min-height: 0; padding: 0; border: 0; overflow: hidden; clip-path: inset(50%); }
.primary:hover, .secondary:hover, .chip:hover { filter: brightness(1.08); }
.error { background: var(--bad-soft); color: var(--bad); border-radius: 8px; padding: 12px 14px; margin: 0 0 18px; font-weight: 550; }
.mark { width: 48px; height: 48px; border-radius: 50%; display: grid; place-items: center; font-size: 24px; margin: 0 0 16px; }
.mark.good { background: var(--good); color: var(--paper); }
.mark.bad { background: var(--bad); color: var(--paper); }
.method { border: 1px solid var(--line); border-radius: 10px; padding: 0 18px; }
.method + .method { margin-top: 12px; }
.method:not([open]) > summary { margin-bottom: 4px; }
.method[open] { padding-bottom: 18px; }
summary { display: flex; gap: 12px; align-items: center; cursor: pointer; padding: 14px 10px; margin: 4px -10px 10px; border-radius: 8px; }
summary:focus-visible { outline-offset: -1px; }
summary::before { content: ""; box-sizing: border-box; flex: none; width: 16px; height: 16px; border: 1px solid var(--soft); border-radius: 50%; }
.method[open] > summary::before { border: 5px solid var(--accent); }
summary h2 { margin: 0; font-size: 16px; }
@media (max-width: 480px) { .paper { padding: 18px; } .method { padding: 0 14px; } }
.back { display: inline-block; margin: 0 0 20px; text-decoration: none; }
.back:hover { text-decoration: underline; }
@media (prefers-reduced-motion: no-preference) { button { transition: filter 0.15s; } }
`;

/** Fills the form when a test card is chosen; without it the choice pays at once. */
export const script = `
document.addEventListener("click", (event) => {
  const chip = event.target instanceof Element && event.target.closest("button[name=test_card]");
  // A form without fields takes the choice itself.
  if (!chip || !chip.form || !chip.form.elements.namedItem("number")) return;
  event.preventDefault();
  const fill = { number: chip.value, expiry: "12 / 34", cvc: "123" };
  for (const [name, value] of Object.entries(fill)) {
    const input = chip.form.elements.namedItem(name);
    if (input) input.value = name === "number" ? value.replace(/(.{4})(?=.)/g, "$1 ") : value;
  }
  const pay = chip.form.querySelector(".primary");
  if (pay) pay.focus();
});
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("button")) {
    setTimeout(() => { button.disabled = true; });
  }
});
`;
