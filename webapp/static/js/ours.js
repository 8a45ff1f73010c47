// Whether our own server answered, or a machine on the way: the sign-in page of a hotel's network, a proxy's notice, a page
// kept from earlier. Neither a status nor an address tells; only what our server says in every answer of its own does.

/** What our server may have said as JSON; null for a page, for an answer that came by another address, for half an answer. */
export async function told(response) {
  if (response.redirected || !/^application\/json\b/i.test(response.headers.get("Content-Type") ?? "")) return null;
  const said = await response.json().catch(() => null);
  return said !== null && typeof said === "object" ? said : null;
}

/** Whether this is a refusal of ours: a code for scripts and a sentence for people. */
export function refuses(said) {
  return typeof said?.code === "string" && typeof said.sentence === "string";
}

/** A page of ours; null for what is none. */
export async function page(response) {
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  return fresh.querySelector('meta[name="application-name"]')?.content === "Entremise" ? fresh : null;
}
