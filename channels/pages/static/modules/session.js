// One visitor, one random id, held in memory only; and an id for each thing said.

export function newId() {
  // randomUUID exists only on https and localhost; a kiosk may reach a village server over plain http.
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
