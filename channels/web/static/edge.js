// Marks the room while more follows below its edge, so that its last line fades there.

export function watchEdge(room) {
  const look = () => room.toggleAttribute("data-more", room.scrollHeight - room.clientHeight - room.scrollTop > 8);
  room.addEventListener("scroll", look, { passive: true });
  const size = new ResizeObserver(look);
  size.observe(room);
  for (const part of room.children) size.observe(part);
}
