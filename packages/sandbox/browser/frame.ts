/** A frame of the page's own origin, under the name by which Stripe's are found. */
export interface Frame {
  element: HTMLIFrameElement;
  remove(): void;
}

let opened = 0;

/** Opens a frame that is as high as what is in it. `fill` is called once there is something to fill. */
export function openFrame(container: HTMLElement, title: string, fill: (content: Document) => void): Frame {
  const element = document.createElement("iframe");
  element.name = `__privateStripeFrame${++opened}`;
  element.title = title;
  element.srcdoc = '<!doctype html><html lang="en"><meta charset="utf-8"><body></body></html>';
  Object.assign(element.style, { border: "0", display: "block", width: "100%", height: "1.2em", colorScheme: "light" });
  const sizes = new ResizeObserver(([entry]) => {
    if (entry) element.style.height = `${Math.ceil(entry.target.getBoundingClientRect().height)}px`;
  });
  element.addEventListener("load", () => {
    if (!element.contentDocument) return;
    fill(element.contentDocument);
    sizes.observe(element.contentDocument.body);
  });
  container.append(element);
  return {
    element,
    remove: () => {
      sizes.disconnect();
      element.remove();
    },
  };
}

/** Has a frame stand out of its container, so that what is in it lines up with the page. */
export function standOut({ element }: Frame, by: string): void {
  Object.assign(element.style, { margin: `-${by}`, width: `calc(100% + 2 * ${by})` });
}

/** Gives a frame its style: a policy of the page against inline styles does not concern it. */
export function setStyle(content: Document, css: string): void {
  const { CSSStyleSheet: Sheet } = content.defaultView ?? globalThis;
  const sheet = new Sheet();
  sheet.replaceSync(css);
  content.adoptedStyleSheets = [sheet];
}
