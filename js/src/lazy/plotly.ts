/** Plots of plotly, as far as its bundle for two dimensions goes. */

import Plotly from "plotly.js-cartesian-dist-min";
import { closedFigure } from "../plot/offline";
import type { Draw } from "../plot/types";

// Its own are meant for a page of plots alone.
const HEIGHT = 380; // px
const MARGIN = { l: 56, r: 24, t: 56, b: 48 };

interface Figure {
	data?: { type?: string }[];
	layout?: { width?: number; height?: number };
}

export const draw: Draw = async (node, plot) => {
	const { data = [], layout = {} } = closedFigure(plot) as Figure;
	const { traces } = Plotly.PlotSchema.get();
	const strange = data.find(({ type = "scatter" }) => !Object.hasOwn(traces, type));
	if (strange) throw new Error(`Plots of the kind ${strange.type} cannot be drawn here.`);
	const usual = { autosize: !layout.width, height: HEIGHT, margin: MARGIN };
	await Plotly.newPlot(node, data, { ...usual, ...layout }, { displaylogo: false, showLink: false });
	const sizes = new ResizeObserver(() => layout.width || Plotly.Plots.resize(node));
	sizes.observe(node);
	return {
		png: () => Plotly.toImage(node, { format: "png", scale: 2 }),
		end: () => {
			sizes.disconnect();
			Plotly.purge(node);
		},
	};
};
