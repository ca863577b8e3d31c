/** The CSS that a pandas Styler gives a cell, as far as it only colours and weighs the text. */

const ALLOWED = new Set(["color", "background-color", "font-weight", "font-style", "text-align", "text-decoration"]);
const HARMLESS = /^([\w\s#.,%+-]|\b(rgb|hsl)a?\([\d\s.,%/]+\))+$/i;

export function cellStyle(css: string | undefined): { [property: string]: string } {
	const style: { [property: string]: string } = {};
	for (const rule of css?.split(";") ?? []) {
		const [name = "", value = ""] = rule.split(/:(.*)/s).map((part) => part.trim());
		const property = name.toLowerCase() === "background" ? "background-color" : name.toLowerCase();
		if (ALLOWED.has(property) && HARMLESS.test(value)) style[property] = value;
	}
	const ground = style["background-color"];
	if (ground) style.color ??= inkOn(ground);
	// Chosen for the app's own ground; nearer to our ink it can be read on ours.
	else if (style.color) style.color = `color-mix(in srgb, ${style.color}, var(--ink) 40%)`;
	return style;
}

/** Black or white, whichever is read better: the app has chosen the ground for its own page. */
function inkOn(color: string): string {
	const known = inks.get(color);
	if (known) return known;
	const ink = darkOrLight(color);
	if (inks.size < MOST_INKS) inks.set(color, ink);
	return ink;
}

const inks = new Map<string, string>();
const MOST_INKS = 1_000;
// One for all cells: to make one takes longer than to draw on it.
let context: CanvasRenderingContext2D | null | undefined;

function darkOrLight(color: string): string {
	context ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	if (!context) return "#000";
	context.clearRect(0, 0, 1, 1);
	context.fillStyle = "transparent"; // stays where the next is no colour
	context.fillStyle = color;
	context.fillRect(0, 0, 1, 1);
	const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
	if (alpha < 128) return "inherit";
	return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000" : "#fff";
}
