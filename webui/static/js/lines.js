// A drawing of numbers over the programme's days.

import { shape } from "./dom.js";

const SIZES = { large: { width: 720, height: 250, text: 22 }, small: { width: 320, height: 110, text: 20 } };
const MARGIN = { left: 44, right: 16, top: 14, bottom: 36 };

// name: what the drawing says, in words; most: the top of the scale, else the largest value's;
// series: each {points: [{day, value}], look}; the look is a class of the style sheet.
export function lines(words, { name, series, most = null, small = false }) {
  const { width, height } = small ? SIZES.small : SIZES.large;
  const drawn = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name, class: `lines${small ? " lines-small" : ""}` });
  const all = series.flatMap(({ points }) => points);
  const days = all.map(({ day }) => day);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const top = most ?? Math.max(1, ...all.map(({ value }) => value)) * 1.1;
  const x = (day) => MARGIN.left + (last === first ? 0.5 : (day - first) / (last - first)) * (width - MARGIN.left - MARGIN.right);
  const y = (value) => height - MARGIN.bottom - (value / top) * (height - MARGIN.top - MARGIN.bottom);
  if (!small) {
    for (const value of [0, top / 2, top]) {
      drawn.append(shape("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value), class: "lines-grid" }));
      drawn.append(shape("text", { x: MARGIN.left - 10, y: y(value) + 7, class: "lines-value" }, words.number(value)));
    }
  } else {
    drawn.append(shape("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(0), y2: y(0), class: "lines-grid" }));
  }
  for (const { points, look } of series) drawn.append(...line(points, look, x, y));
  for (const day of new Set([first, last])) {
    const where = day === first && last !== first ? "start" : last === first ? "middle" : "end";
    drawn.append(shape("text", { x: x(day), y: height - 8, class: `lines-day lines-${where}` }, words.say("history.day", { day })));
  }
  return drawn;
}

// Dots are round for the first look and square for the second: colour is never the only sign.
function line(points, look, x, y) {
  const path = points.map(({ day, value }, at) => `${at ? "L" : "M"}${x(day).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const dots = points.map(({ day, value }) => (look === "after"
    ? shape("rect", { x: x(day) - 6, y: y(value) - 6, width: 12, height: 12, class: `lines-dot lines-${look}` })
    : shape("circle", { cx: x(day), cy: y(value), r: 6, class: `lines-dot lines-${look}` })));
  return [shape("path", { d: path, class: `lines-line lines-${look}` }), ...dots];
}
