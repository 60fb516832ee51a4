// What the camera's states mean for a screen.

// Whether the picture can show anybody.
export function sees(view) {
  return view.camera === "live" || view.camera === "demo";
}
