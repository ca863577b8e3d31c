/** What an editor paints: a background and layers over it, with a way back. */

export interface Stroke {
	tool: "brush" | "eraser";
	color: string;
	/** Pixels of the picture. */
	size: number;
}

export interface Layer {
	canvas: HTMLCanvasElement;
	hidden: boolean;
}

interface State {
	layers: { canvas: HTMLCanvasElement; hidden: boolean }[];
	current: number;
}

const STEPS = 30;

/** Name of the file that all layers make together. */
export const COMPOSITE = "composite.png";

export class Painting {
	width = 800;
	height = 600;
	layers: Layer[] = [];
	current = 0;
	#background: HTMLImageElement | null = null;
	#past: State[] = [];
	#future: State[] = [];
	#stroke: Stroke | null = null;
	#last: [number, number] = [0, 0];

	constructor() {
		this.setLayers([]);
	}

	get canUndo(): boolean {
		return this.#past.length > 0;
	}

	get canRedo(): boolean {
		return this.#future.length > 0;
	}

	/** Nothing was painted yet. */
	get isBlank(): boolean {
		return !this.canUndo && this.layers.length === 1;
	}

	setBackground(picture: HTMLImageElement | null, blank: [number, number]): void {
		const [width, height] = picture ? [picture.naturalWidth, picture.naturalHeight] : blank;
		this.#background = picture;
		if (width === this.width && height === this.height) return;
		this.width = width;
		this.height = height;
		this.layers = this.layers.map(({ canvas, hidden }) => ({ canvas: this.#copy(canvas), hidden }));
	}

	/** Begin anew with these layers, or an empty one. */
	setLayers(pictures: readonly (HTMLImageElement | null)[]): void {
		const given = pictures.filter((one) => one !== null);
		this.layers = (given.length ? given : [null]).map((one) => ({ canvas: this.#copy(one), hidden: false }));
		this.current = this.layers.length - 1;
		this.#past = [];
		this.#future = [];
	}

	begin(stroke: Stroke, x: number, y: number): void {
		this.#remember();
		this.#stroke = stroke;
		this.#last = [x, y];
		this.to(x, y);
	}

	/** Go on with the stroke. */
	to(x: number, y: number): void {
		const pen = this.layers[this.current]?.canvas.getContext("2d");
		const stroke = this.#stroke;
		if (!pen || !stroke) return;
		pen.globalCompositeOperation = stroke.tool === "eraser" ? "destination-out" : "source-over";
		pen.strokeStyle = stroke.color;
		pen.lineWidth = stroke.size;
		pen.lineCap = "round";
		pen.lineJoin = "round";
		pen.beginPath();
		pen.moveTo(...this.#last);
		pen.lineTo(x, y);
		pen.stroke();
		this.#last = [x, y];
	}

	end(): void {
		this.#stroke = null;
	}

	addLayer(): boolean {
		this.#remember();
		this.layers = [...this.layers, { canvas: this.#copy(null), hidden: false }];
		this.current = this.layers.length - 1;
		return true;
	}

	removeLayer(at: number): boolean {
		if (this.layers.length < 2) return false;
		this.#remember();
		this.layers = this.layers.filter((_, i) => i !== at);
		this.current = Math.min(this.current, this.layers.length - 1);
		return true;
	}

	toggle(at: number): boolean {
		this.#remember();
		this.layers = this.layers.map((layer, i) => (i === at ? { ...layer, hidden: !layer.hidden } : layer));
		return true;
	}

	clear(): boolean {
		this.#remember();
		this.layers = [{ canvas: this.#copy(null), hidden: false }];
		this.current = 0;
		return true;
	}

	undo(): boolean {
		return this.#step(this.#past, this.#future);
	}

	redo(): boolean {
		return this.#step(this.#future, this.#past);
	}

	draw(onto: HTMLCanvasElement): void {
		const pen = onto.getContext("2d");
		if (!pen) return;
		if (onto.width !== this.width || onto.height !== this.height) {
			onto.width = this.width;
			onto.height = this.height;
		}
		pen.clearRect(0, 0, this.width, this.height);
		if (this.#background) pen.drawImage(this.#background, 0, 0);
		for (const { canvas, hidden } of this.layers) if (!hidden) pen.drawImage(canvas, 0, 0);
	}

	/** The layers that are seen, and all of it, as PNG. Made at once, for Run may be next. */
	files(): { layers: File[]; composite: File } {
		const whole = this.#copy(null);
		this.draw(whole);
		const seen = this.layers.filter(({ hidden }) => !hidden);
		return {
			layers: seen.map(({ canvas }, i) => png(canvas, `layer-${i + 1}.png`)),
			composite: png(whole, COMPOSITE),
		};
	}

	#copy(source: CanvasImageSource | null): HTMLCanvasElement {
		const canvas = document.createElement("canvas");
		canvas.width = this.width;
		canvas.height = this.height;
		if (source) canvas.getContext("2d")?.drawImage(source, 0, 0);
		return canvas;
	}

	#remember(): void {
		this.#past.push(this.#state());
		if (this.#past.length > STEPS) this.#past.shift();
		this.#future = [];
		// The one that is painted on from now is a copy: the past keeps its own.
		this.layers = this.layers.map((layer, i) =>
			i === this.current ? { ...layer, canvas: this.#copy(layer.canvas) } : layer,
		);
	}

	#state(): State {
		return { layers: this.layers, current: this.current };
	}

	#step(from: State[], to: State[]): boolean {
		const state = from.pop();
		if (!state) return false;
		to.push(this.#state());
		this.layers = state.layers;
		this.current = state.current;
		return true;
	}
}

function png(canvas: HTMLCanvasElement, name: string): File {
	const text = atob(canvas.toDataURL("image/png").split(",")[1] ?? "");
	const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
	return new File([bytes], name, { type: "image/png" });
}
