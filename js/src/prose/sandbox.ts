/**
 * A page for HTML of an app that has scripts: it may draw and react, but reach neither the notebook nor the network.
 *
 * Two frames, both without an origin. The policy of the outer one, in which no script of the app runs, governs where
 * the inner one may navigate (CSP 3 §6.4.3 `frame-src`): `location =`, links, and `<meta http-equiv=refresh>` lead
 * nowhere. The inner one inherits the policy, which governs what it may load. What no policy governs, `confine` takes
 * away before the app's script runs: WebRTC, `<link rel=preconnect>`, and nested frames, which would have both anew.
 */

const POLICY = [
	"default-src 'none'",
	"script-src 'unsafe-inline'",
	"style-src 'unsafe-inline'",
	"img-src data: blob:",
	"media-src data: blob:",
	"font-src data:",
	"frame-src 'none'",
	"form-action 'none'",
	"base-uri 'none'",
].join("; ");

// Every string that becomes HTML passes the default policy that `confine` makes, and no other policy can be made.
const TYPED = "require-trusted-types-for 'script'; trusted-types default";

/** Attributes of a frame that has nothing but scripts. */
export const SANDBOX = {
	sandbox: "allow-scripts",
	referrerpolicy: "no-referrer",
} as const;

/** Elements that reach out without a policy that governs it, or that hold another document. */
const HELD = "link|meta|base|iframe|frame|frameset|object|embed|portal|fencedframe|webview|template[^>]*shadowroot\\w*";

export function sandboxPage(html: string): string {
	const inner = `${head(`${POLICY}; ${TYPED}`)}<script>(${confine})(${JSON.stringify(HELD)})</script>${inert(html)}`;
	const attributes = Object.entries(SANDBOX).map(([name, value]) => `${name}="${value}"`);
	const frame = `<iframe ${attributes.join(" ")} title="HTML of the app" srcdoc="${quoted(inner)}"></iframe>`;
	const style = "<style>html,body,iframe{width:100%;height:100%;margin:0;border:0;display:block}</style>";
	return `${head(POLICY)}${style}${frame}`;
}

const head = (policy: string): string =>
	`<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">` +
	'<meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer">';

/** The source with the tags of `HELD` as text. */
const inert = (html: string): string => html.replace(new RegExp(`<(?=/?(?:[\\w.-]*:)?(?:${HELD})\\b)`, "gi"), "&lt;");

const quoted = (text: string): string => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;");

/**
 * Take away what no policy governs. It runs in the inner frame, so it uses nothing from outside of it; and the app's
 * script may replace whatever it uses, so it keeps the originals.
 */
function confine(held: string): void {
	const { apply } = Reflect;
	const { replace, indexOf, lastIndexOf, slice } = String.prototype;
	const { test } = RegExp.prototype;
	const page = window as unknown as Record<string, unknown>;
	const gone = (target: object, name: string) =>
		Object.defineProperty(target, name, { value: undefined, writable: false, configurable: false });

	for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "RTCDataChannel"])
		gone(window, name);
	// These make elements of markup, or of a stylesheet, past the policy for strings.
	for (const name of ["XSLTProcessor", "fetchLater"]) gone(window, name);
	for (const { prototype } of [Element, ShadowRoot])
		for (const name of ["setHTML", "setHTMLUnsafe"]) gone(prototype, name);
	for (const name of ["parseHTML", "parseHTMLUnsafe"]) gone(Document, name);

	// A regular expression asks its prototype at each use.
	Object.freeze(RegExp.prototype);
	const tags = new RegExp(`<(?=/?(?:[\\w.-]*:)?(?:${held})\\b)`, "gi");
	const entities = /<!(?=entity|doctype[^>]*\[)/gi;
	const names = new RegExp(`(?:^|:)(?:${held})$`, "i");
	const inert = (html: string): string => apply(replace, apply(replace, html, [tags, "&lt;"]), [entities, "&lt;!"]);

	const types = page.trustedTypes as { createPolicy(name: string, rules: object): unknown } | undefined;
	types?.createPolicy("default", {
		createHTML: inert,
		createScript: (script: string) => script,
		createScriptURL: (url: string) => url,
	});
	// Libraries that would make a policy of their own do without one where there is no such thing.
	gone(window, "trustedTypes");

	const { createElement, createElementNS, write } = Document.prototype;
	const allowed = (name: unknown): string => {
		const wanted = `${name}`;
		return apply(test, names, [wanted]) ? "span" : wanted;
	};
	Document.prototype.createElement = function (this: Document, name: string) {
		return apply(createElement, this, [allowed(name)]);
	} as typeof createElement;
	Document.prototype.createElementNS = function (this: Document, namespace: string | null, name: string) {
		return apply(createElementNS, this, [namespace, allowed(name)]);
	} as typeof createElementNS;
	gone(DOMImplementation.prototype, "createDocument");

	// A tag must not come in two pieces.
	Document.prototype.write = function (this: Document, ...parts: string[]) {
		let html = "";
		for (let i = 0; i < parts.length; i++) html += `${parts[i]}`;
		const open: number = apply(lastIndexOf, html, ["<"]);
		if (open >= 0 && apply(indexOf, html, [">", open]) < 0)
			html = `${apply(slice, html, [0, open])}&lt;${apply(slice, html, [open + 1])}`;
		apply(write, this, [html]);
	};
	Document.prototype.writeln = Document.prototype.write;

	// A link would only lead to the error page of a blocked navigation; and Chromium connects to its host before it blocks.
	addEventListener(
		"click",
		(event) => {
			const path = event.composedPath();
			for (let i = 0; i < path.length; i++) {
				const link = path[i];
				if (!(link instanceof Element)) continue;
				const address = link.getAttribute("href") ?? link.getAttribute("xlink:href");
				if (address !== null && address[0] !== "#") event.preventDefault();
			}
		},
		true,
	);

	const { define } = CustomElementRegistry.prototype;
	CustomElementRegistry.prototype.define = function (this: CustomElementRegistry, name, made) {
		apply(define, this, [name, made]); // no `extends`, which could be a link
	};
}
