/** Plots of Vega-Lite and Vega, without `eval` and without a way to any host. */

// @ts-expect-error: of vega-scenegraph, whose exports the types of Vega leave out.
import { type Loader, parse, renderModule, type Spec, SVGRenderer, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { formatValue, Handler } from "vega-tooltip";
import { plainUrl } from "../address";
import { closedBindings, isPicture, reaches } from "../plot/offline";
import type { Colours, Draw } from "../plot/types";

const MANY = 300_000; // characters of a spec; what has more has too many marks for SVG

const WIDTH = 400; // px, where there is no place yet

const refuse = (address: unknown) => Promise.reject(new Error(`${address} is not loaded`));

const loader = {
	load: refuse,
	http: refuse,
	file: refuse,
	sanitize: (address: string, { context }: { context?: string } = {}) => {
		const url = context === "href" ? plainUrl(address) : undefined;
		if (url) return Promise.resolve({ href: url.href, target: "_blank", rel: "noopener noreferrer" });
		return isPicture(address) ? Promise.resolve({ href: address }) : refuse(address);
	},
} as unknown as Loader;

/** Of the library, but for the picture that a value may name. */
const formatTooltip: typeof formatValue = (value, ...how) => {
	const { image: _, ...rest } = typeof value === "object" && value !== null ? value : {};
	return formatValue(typeof value === "object" && !Array.isArray(value) ? rest : value, ...how);
};

/** Marks take any text as their paint, also one that an expression makes: where it names another document, it goes. */
class ClosedRenderer extends SVGRenderer {
	style(element: Element, item: object | null): void {
		super.style(element, item);
		for (const name of ["fill", "stroke"]) if (reaches(element.getAttribute(name))) element.removeAttribute(name);
	}
}

const register = renderModule as (name: string, module?: object) => object;
register("svg", { ...register("svg"), renderer: ClosedRenderer });

/** A spec sets the cursor over the plot as CSS, which may name a picture. */
function closeCursor({ style }: HTMLElement): void {
	Object.defineProperty(style, "cursor", {
		set: (cursor: string) => reaches(cursor) || style.setProperty("cursor", cursor),
	});
}

export const draw: Draw = async (node, plot, colours) => {
	closeCursor(node);
	const isLite = !/\/vega\/v\d/.test(String((plot as { $schema?: unknown }).$schema));
	const isWide = isLite && takesWidth(plot);
	const room = () => node.clientWidth || WIDTH;
	const sized = isWide ? { ...plot, width: room(), autosize: { type: "fit-x", contains: "padding" } } : plot;
	const spec = isLite ? compile(sized as TopLevelSpec, { config: themed(colours) }).spec : (plot as Spec);
	const view = new View(parse(closedBindings(spec) as Spec, undefined, { ast: true }), {
		container: node,
		expr: expressionInterpreter,
		hover: true,
		loader,
		renderer: JSON.stringify(plot).length > MANY ? "canvas" : "svg",
		tooltip: new Handler({ theme: "custom", formatTooltip }).call,
		logLevel: 0,
	});
	const run = async () => {
		await view.runAsync();
		// A mark of no items gets the role of a picture, and no name.
		for (const empty of node.querySelectorAll('[role="graphics-symbol"]:not([aria-label])'))
			empty.setAttribute("aria-hidden", "true");
	};
	await run();
	// Vega itself looks at its place only when the window changes, and that may have had no size yet.
	const sizes = new ResizeObserver(() => {
		if (!isWide) return;
		view.width(room());
		void run();
	});
	sizes.observe(node);
	return {
		png: () => view.toImageURL("png", 2),
		end: () => {
			sizes.disconnect();
			view.finalize();
		},
	};
};

/** As wide as its place, where its author has not said how wide. */
function takesWidth(plot: object): boolean {
	const { width = "container" } = plot as { width?: unknown };
	return width === "container" && ("mark" in plot || "layer" in plot);
}

function themed({ ink, soft, line }: Colours): Config {
	const words = { labelColor: soft, titleColor: ink };
	return {
		background: "transparent",
		axis: { ...words, domainColor: soft, gridColor: line, tickColor: soft },
		legend: words,
		header: words,
		title: { color: ink, subtitleColor: soft },
		view: { stroke: line },
	};
}
