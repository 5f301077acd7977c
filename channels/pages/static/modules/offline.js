// Makes the page readable without a line: registers the worker and tells it what this page is made of.

export async function stayReadable() {
  // Absent over plain http; the page then needs its line, as any page does.
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/service-worker.js");
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: [location.pathname, ...parts()] });
  } catch {
    // A browser that forbids workers shows everything all the same.
  }
}

// Keeps one more page, such as the guide a person has just opened.
export async function keep(path) {
  if (!navigator.serviceWorker) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ keep: [path] });
}

function parts() {
  const paths = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  return [...new Set(paths.filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/")).map(({ pathname }) => pathname))];
}
