/** What keeps a page up to date while somebody looks at it, and does nothing to a form that he fills in. */
export const script = `
const everyMs = 2000;
const isBusy = () =>
  document.hidden ||
  String(getSelection()) !== "" ||
  document.activeElement?.closest("form") != null ||
  document.querySelector("article details[open]") !== null;
const refresh = async () => {
  if (isBusy()) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || isBusy()) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article");
  const shown = document.querySelector("article");
  if (next && next.innerHTML !== shown.innerHTML) shown.replaceWith(next);
};
if (document.querySelector("article[data-live]")) setInterval(() => refresh().catch(() => {}), everyMs);
`;
