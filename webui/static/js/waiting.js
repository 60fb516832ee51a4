// Goes on as soon as the appliance has begun. It asks first: a page that is loaded between the two stays an error.

const LOOK_EVERY_MS = 2000;

async function look() {
  const answer = await fetch("/health.json");
  if (answer.ok) location.reload();
}

setInterval(() => look().catch(() => {}), LOOK_EVERY_MS);
