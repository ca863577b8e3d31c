/** Libraries without types of their own, as far as they are used here. */

declare module "plotly.js-cartesian-dist-min" {
	interface Plotly {
		newPlot(node: HTMLElement, data: unknown[], layout: object, config: object): Promise<void>;
		purge(node: HTMLElement): void;
		toImage(node: HTMLElement, options: object): Promise<string>;
		Plots: { resize(node: HTMLElement): void };
		PlotSchema: { get(): { traces: { [type: string]: unknown } } };
	}
	const plotly: Plotly;
	export default plotly;
}

declare module "three/examples/jsm/loaders/*" {
	export class OBJLoader {
		parse(text: string): object;
	}
	export class STLLoader {
		parse(bytes: ArrayBuffer): Geometry;
	}
	export class PLYLoader {
		parse(bytes: ArrayBuffer): Geometry;
	}
	interface Geometry {
		computeVertexNormals(): void;
		hasAttribute(name: string): boolean;
	}
}

declare module "three/examples/jsm/exporters/GLTFExporter.js" {
	export class GLTFExporter {
		parseAsync(scene: object, options: object): Promise<ArrayBuffer>;
	}
}

declare module "three" {
	export class MeshStandardMaterial {
		constructor(options: object);
	}
	export class Mesh {
		constructor(geometry: object, material: object);
	}
	export const DoubleSide: number;
}

declare module "@google/model-viewer/dist/model-viewer-module.js" {
	export class ModelViewerElement extends HTMLElement {
		src: string | null;
		alt: string | null;
		cameraControls: boolean;
		autoRotate: boolean;
		shadowIntensity: number;
		interactionPrompt: string;
		touchAction: string;
		cameraOrbit: string;
		cameraTarget: string;
		fieldOfView: string;
		jumpCameraToGoal(): void;
		toBlob(options: { mimeType: string }): Promise<Blob>;
	}
}

declare module "hls.js/light" {
	export { default } from "hls.js";
}
