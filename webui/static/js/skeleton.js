// The stick figure over the picture.
//
// The picture is shown as the camera sees it, not as a mirror: "left" in a correction is then the person's own left
// for everybody who looks, lying down a mirror helps nobody, and what the clinician's engineer sees is the same.

// COCO keypoints: 5/6 shoulders, 7/8 elbows, 9/10 wrists, 11/12 hips, 13/14 knees, 15/16 ankles; odd is left.
const MIDDLE = [[5, 6], [11, 12]];
const LEFT = [[5, 7], [7, 9], [5, 11], [11, 13], [13, 15], [3, 5]];
const RIGHT = [[6, 8], [8, 10], [6, 12], [12, 14], [14, 16], [4, 6]];
const JOINTS = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const SURE_ENOUGH = 0.2;

export class Skeleton {
  constructor(canvas, image) {
    this.canvas = canvas;
    this.image = image;
    this.points = null;
    const style = getComputedStyle(document.documentElement);
    this.colour = (name) => style.getPropertyValue(name).trim();
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  fit() {
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    this.draw();
  }

  show(points) {
    this.points = points;
    this.draw();
  }

  // Where the picture lies inside the box: it keeps its shape, as object-fit: contain does.
  place() {
    const { width, height } = this.canvas;
    const scale = Math.min(width / this.image.width, height / this.image.height);
    const shown = { width: this.image.width * scale, height: this.image.height * scale };
    return { ...shown, left: (width - shown.width) / 2, top: (height - shown.height) / 2 };
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.points) return;
    const place = this.place();
    const spots = this.points.map(([x, y, score]) =>
      score < SURE_ENOUGH ? null : [place.left + x * place.width, place.top + y * place.height]);
    const thick = this.thickness(spots, place);
    this.bones(pen, spots, [...MIDDLE, ...LEFT, ...RIGHT], { width: thick * 2.2, colour: "--bone-edge" });
    this.bones(pen, spots, MIDDLE, { width: thick, colour: "--bone-middle" });
    this.bones(pen, spots, LEFT, { width: thick, colour: "--bone-left" });
    this.bones(pen, spots, RIGHT, { width: thick, colour: "--bone-right", dash: [thick * 1.6, thick * 1.4] });
    for (const joint of JOINTS) if (spots[joint]) this.joint(pen, spots[joint], thick * 1.3, joint % 2 === 1);
  }

  // In proportion to the body: somebody far away is not to vanish under the lines.
  thickness(spots, place) {
    const [shoulder, hip] = [spots[5] ?? spots[6], spots[11] ?? spots[12]];
    const trunk = shoulder && hip ? Math.hypot(shoulder[0] - hip[0], shoulder[1] - hip[1]) : place.height / 5;
    return Math.min(Math.max(trunk / 14, place.height / 90), place.height / 60);
  }

  bones(pen, spots, pairs, { width, colour, dash = [] }) {
    pen.lineWidth = width;
    pen.lineCap = dash.length ? "butt" : "round";
    pen.setLineDash(dash);
    pen.strokeStyle = this.colour(colour);
    pen.beginPath();
    for (const [from, to] of pairs) {
      if (!spots[from] || !spots[to]) continue;
      pen.moveTo(...spots[from]);
      pen.lineTo(...spots[to]);
    }
    pen.stroke();
  }

  // Left joints are round, right ones square: colour is never the only sign.
  joint(pen, [x, y], radius, left) {
    pen.setLineDash([]);
    pen.lineWidth = radius / 2;
    pen.strokeStyle = this.colour("--bone-edge");
    pen.fillStyle = this.colour(left ? "--bone-left" : "--bone-right");
    pen.beginPath();
    if (left) pen.arc(x, y, radius, 0, 2 * Math.PI);
    else pen.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    pen.fill();
    pen.stroke();
  }
}
