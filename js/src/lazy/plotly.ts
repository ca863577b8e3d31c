/** Plots of plotly, as far as its bundle for two dimensions goes. */

import Plotly from "plotly.js-cartesian-dist-min";
import { closedFigure } from "../plot/closed";
import type { Draw } from "../plot/drawn";

interface Figure {
	data?: { type?: string }[];
	layout?: { width?: number; height?: number };
}

export const draw: Draw = async (node, plot) => {
	const { data = [], layout = {} } = closedFigure(plot) as Figure;
	const { traces } = Plotly.PlotSchema.get();
	const strange = data.find(({ type = "scatter" }) => !Object.hasOwn(traces, type));
	if (strange) throw new Error(`Plots of the kind ${strange.type} cannot be drawn here.`);
	await Plotly.newPlot(node, data, { autosize: !layout.width, ...layout }, { displaylogo: false, showLink: false });
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
