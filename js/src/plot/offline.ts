/** Plots that ask no other host for anything: an address can carry away what a model was made to say. */

const PICTURE = /^data:image\/(png|jpeg|gif|webp|bmp)[;,]/i;

export const isPicture = (address: unknown): boolean => typeof address === "string" && PICTURE.test(address);

/** Tags that plotly reads in texts (its `svg_text_utils.js`). */
const TAG = /^<(\/?)(br|sup|sub|b|i|em|s|u|a|span)(\s[^<>]*)?>/i;
/** What begins no tag, whatever a template puts behind it. */
const NO_TAG = /^<[\s\d=]/;

const STYLES = /^(color|font-family|font-size|font-style|font-weight|text-decoration)$/;
const VALUE = /^(?:[\w\s#.,%-]|(?:rgb|hsl)a?\([\d\s.,%]+\))+$/i;

/**
 * A text of a figure, with nothing in its tags that loads. `tests/fixtures/figures.json` holds what it has to do.
 *
 * Plotly puts texts together from templates before it reads the tags, so that a `<` may be left only where it begins a
 * whole tag, or none.
 */
export function closedText(text: string): string {
	return text.replace(/<[^<>]*>?/g, (piece) => {
		const [, end = "", name = "", attributes = ""] = TAG.exec(piece) ?? [];
		if (!name) return NO_TAG.test(piece) ? piece : `&lt;${piece.slice(1)}`;
		return end ? `</${name}>` : `<${name}${kept(name.toLowerCase(), attributes)}>`;
	});
}

function kept(name: string, attributes: string): string {
	if (name === "a") {
		const address = attributeOf(attributes, "href");
		return /^(https?:\/\/(?!\/)|mailto:)[^\s"'<>{}\\@]*$/i.test(address) ? ` href="${address}" target="_blank"` : "";
	}
	const style = attributeOf(attributes, "style")
		.split(";")
		.map((rule) => rule.split(/:(.*)/s).map((part) => part.trim()))
		.filter(([property = "", value = ""]) => STYLES.test(property.toLowerCase()) && VALUE.test(value))
		.map(([property, value]) => `${property}:${value}`)
		.join(";");
	return style && ` style="${style}"`;
}

const attributeOf = (attributes: string, name: string): string => {
	const [, , quoted, single] =
		new RegExp(`(^|[\\s"'])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "i").exec(attributes) ?? [];
	return quoted ?? single ?? "";
};

/** A figure of plotly that loads no picture, neither now nor by one of its buttons, and whose texts load nothing. */
export function closedFigure(value: unknown): unknown {
	if (typeof value === "string") return closedText(value);
	if (Array.isArray(value)) return value.map(closedFigure);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key, item]) => !(/(^|\.)source$/.test(key) && typeof item === "string" && !isPicture(item)))
			// What a button or a slider does: `args` may name the place of a picture, and then its address.
			.map(([key, item]) => (/^args2?$/.test(key) && namesSource(item) ? [key, []] : ([key, item] as const)))
			// The operation of a contour is a sign such as `<`.
			.map(([key, item]) => [key, key === "operation" ? item : closedFigure(item)]),
	);
}

const namesSource = (args: unknown): boolean => /images|source/.test(JSON.stringify(args));

/** A value of an SVG attribute that names something outside of the drawing. */
export const reaches = (value: unknown): boolean =>
	typeof value === "string" &&
	/\\|\/\*|\b(url|src|image|image-set|cross-fade|element|paint)\s*\(\s*["']?(?!["']?#)/i.test(value);

const INPUTS = /^(checkbox|color|date|datetime-local|month|number|radio|range|select|text|time|week)$/;
const BINDINGS = /^(debounce|input|labels|max|min|name|options|placeholder|signal|step)$/;

/** A spec of Vega whose inputs are nothing but inputs: Vega copies every other key of a binding to its element. */
export function closedBindings(value: unknown, key = ""): unknown {
	if (Array.isArray(value)) return value.map((item) => closedBindings(item));
	if (typeof value !== "object" || value === null) return value;
	if (key === "bind" && "input" in value) {
		if (!INPUTS.test(String(value.input))) return undefined;
		return Object.fromEntries(Object.entries(value).filter(([name]) => BINDINGS.test(name)));
	}
	// One without an input listens to an element of the page.
	if (key === "bind" && "element" in value) return undefined;
	return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, closedBindings(item, name)]));
}
