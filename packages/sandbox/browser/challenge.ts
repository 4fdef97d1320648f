import { openFrame, setStyle } from "./frame.ts";

const css = `
  body { font-family: system-ui, sans-serif; margin: 0; padding: 24px; background: #fff; color: #30313d; text-align: center; }
  h1 { font-size: 20px; }
  button { font: inherit; padding: 10px 24px; margin: 0 6px; cursor: pointer; }
`;

/** Asks the payer in the place of his bank. The frames and buttons are found as those of Stripe's test bank are. */
export function challenge(): Promise<"succeeded" | "failed"> {
  const { promise, resolve } = Promise.withResolvers<"succeeded" | "failed">();
  const overlay = document.createElement("div");
  Object.assign(overlay.style, {
    position: "fixed",
    inset: "0",
    zIndex: "2147483647",
    display: "grid",
    placeItems: "center",
    background: "rgb(0 0 0 / 60%)",
  });
  const box = document.createElement("div");
  box.style.width = "min(400px, 90vw)";
  overlay.append(box);
  document.body.append(overlay);

  const outer = openFrame(box, "Secure 3D Secure frame", (content) => {
    content.body.style.margin = "0";
    const inner = openFrame(content.body, "3D Secure challenge", (page) => {
      setStyle(page, css);
      const heading = page.createElement("h1");
      heading.textContent = "3D Secure 2 Test Page";
      const hint = page.createElement("p");
      hint.textContent = "The sandbox stands in for the bank. No money moves.";
      page.body.append(
        heading,
        hint,
        button(page, "test-source-authorize-3ds", "Complete", () => resolve("succeeded")),
        button(page, "test-source-fail-3ds", "Fail", () => resolve("failed")),
      );
      page.querySelector("button")?.focus();
    });
    inner.element.id = "challengeFrame";
  });
  return promise.finally(() => {
    outer.remove();
    overlay.remove();
  });
}

function button(content: Document, id: string, label: string, onClick: () => void): HTMLButtonElement {
  const made = content.createElement("button");
  Object.assign(made, { id, textContent: label, type: "button" });
  made.addEventListener("click", onClick);
  return made;
}
