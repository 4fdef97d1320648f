import { writeFileSync } from "node:fs";

import { ratios, type Figure } from "../harness/figure.ts";
import { summarise } from "../harness/statistics.ts";

const file = new URL("../../docs/growth.svg", import.meta.url);
const [width, height, left, top, right, bottom] = [800, 360, 60, 40, 270, 50];
const relativeMax = 1.5;
const colours = ["#0b6e99", "#d9730d", "#0f7b6c", "#ad1a72", "#6940a5", "#64473a", "#787774", "#e03e3e"];

interface Curve {
  title: string;
  points: { size: number; share: number }[];
}

/** Draws what each path comes to as a sandbox grows, beside a sandbox of the smallest size: flat is what is wanted. */
export function drawGrowth(figures: readonly Figure[]): void {
  const curves = curvesOf(figures);
  const sizes = curves[0]?.points.map(({ size }) => size) ?? [];
  const [least = 1, most = 10] = [sizes[0], sizes.at(-1)];
  const x = (size: number) => left + (Math.log(size / least) / Math.log(most / least)) * (width - left - right);
  const y = (share: number) => top + (1 - Math.min(share, relativeMax) / relativeMax) * (height - top - bottom);
  const text = (at: [number, number], words: string, more = "") =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${words}</text>`;
  const grid = [0, 0.5, 1, 1.5].flatMap((share) => [
    `<path d="M${left} ${y(share).toFixed(1)}H${width - right}" stroke="#ddd"/>`,
    text([left - 8, y(share) + 4], share.toFixed(1), 'text-anchor="end"'),
  ]);
  const marks = sizes.map((size) => text([x(size), height - bottom + 20], size.toLocaleString("en"), middle));
  const lines = curves.flatMap(({ title, points }, index) => {
    const path = points.map(({ size, share }) => `${x(size).toFixed(1)} ${y(share).toFixed(1)}`).join("L");
    const place: [number, number] = [width - right + 12, top + 16 + index * 20];
    return [
      `<path d="M${path}" fill="none" stroke="${colours[index]}" stroke-width="2"/>`,
      text(place, title, `fill="${colours[index]}"`),
    ];
  });
  const title = text([left, 22], "Rates and sizes, as a share of the smallest sandbox's", 'font-weight="bold"');
  const axis = text([(left + width - right) / 2, height - 8], "payments in the sandbox", middle);
  const body = [title, ...grid, ...marks, axis, ...lines].join("\n");
  writeFileSync(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">\n` +
      `<rect width="100%" height="100%" fill="#fff"/>\n${body}\n</svg>\n`,
  );
}

const middle = 'text-anchor="middle"';

function curvesOf(figures: readonly Figure[]): Curve[] {
  const grown = figures.filter(({ id }) => id.startsWith("growth."));
  const byPath = Map.groupBy(grown, ({ id }) => id.split(".")[1] ?? "");
  return Array.from(byPath.values(), (group) => ({
    title: group[0]?.title.replace(/, [\d,]+ payments$/, "") ?? "",
    points: group.map((figure) => {
      const [baseline] = figure.baselines;
      const share = baseline ? summarise(ratios(figure, baseline)).median : 1;
      return { size: Number(figure.id.split(".")[2]), share };
    }),
  }));
}
