// Keeps the pages readable when the line is down. Asks the network first; what a person says never comes through here.

const CACHE = "linban-" + "VERSION";
const SHELL = ["SHELL"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

// The first visit loads before this worker is there; the page then names what it is made of.
self.addEventListener("message", ({ data }) => {
  if (Array.isArray(data?.keep)) caches.open(CACHE).then((cache) => cache.addAll(data.keep)).catch(() => {});
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = origin === self.location.origin && event.request.method === "GET";
  if (ours && !pathname.startsWith("/api/")) event.respondWith(fresh(event.request));
});

async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) cache.put(request, response.clone());
    return response;
  } catch (reason) {
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
    if (kept) return kept;
    throw reason;
  }
}

async function forgetOld() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}
