/** Addresses that an app names. */

/** Browsers and Python read other addresses differently, or let them lead to the notebook's own server. */
const PLAIN = /^https?:\/\/[^\s\p{Cc}\\/?#@]+(?:[/?#]|$)/iu;

/** An address as it would be asked for, with no doubt about its host; undefined for all others. */
export function plainUrl(address: string | null | undefined): URL | undefined {
	return address && PLAIN.test(address) && URL.canParse(address) ? new URL(address) : undefined;
}

/** A host as it would be asked, such as `pictures.example:8080`; undefined for what is none. */
export const plainHost = (host: string): string | undefined => {
	const url = /[/?#]/.test(host) ? undefined : plainUrl(`http://${host}`);
	return url?.host;
};
