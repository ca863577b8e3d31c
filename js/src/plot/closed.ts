/** Plots that ask no other host for anything: an address can carry away what a model was made to say. */

const PICTURE = /^data:image\/(png|jpeg|gif|webp|bmp)[;,]/i;

export const isPicture = (address: unknown): boolean => typeof address === "string" && PICTURE.test(address);

/** A figure of plotly without the pictures that it would fetch. */
export function closedFigure(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(closedFigure);
	if (typeof value !== "object" || value === null) return value;
	const kept = Object.entries(value).filter(
		([key, item]) => key !== "source" || typeof item !== "string" || isPicture(item),
	);
	return Object.fromEntries(kept.map(([key, item]) => [key, closedFigure(item)]));
}
