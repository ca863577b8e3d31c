/** What a library of plots gives when it has drawn one. */
export interface Drawn {
	/** The plot as a picture, a data URL. */
	png: () => Promise<string>;
	end: () => void;
}

/** Colours of the panel, as it is now. */
export interface Colours {
	ink: string;
	soft: string;
	line: string;
}

export type Draw = (node: HTMLElement, plot: object, colours: Colours) => Promise<Drawn>;
