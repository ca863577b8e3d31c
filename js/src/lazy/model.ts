/** Models in three dimensions. */

import { ModelViewerElement } from "@google/model-viewer/dist/model-viewer-module.js";
import { DoubleSide, Mesh, MeshStandardMaterial } from "three";
import { GLTFExporter } from "three/examples/jsm/exporters/GLTFExporter.js";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";
import { PLYLoader } from "three/examples/jsm/loaders/PLYLoader.js";
import { STLLoader } from "three/examples/jsm/loaders/STLLoader.js";
import { namedOutside } from "../model/offline";

// Decoders that would come from a CDN: a model that needs one says that it cannot be shown.
const NOWHERE = "data:,";
Object.assign(ModelViewerElement, {
	dracoDecoderLocation: NOWHERE,
	ktx2TranscoderLocation: NOWHERE,
	meshoptDecoderLocation: NOWHERE,
	lottieLoaderLocation: NOWHERE,
});

const METHODS: { readonly [kind: string]: (bytes: ArrayBuffer) => object } = {
	obj: (bytes) => new OBJLoader().parse(new TextDecoder().decode(bytes)),
	stl: (bytes) => meshOf(new STLLoader().parse(bytes)),
	ply: (bytes) => meshOf(new PLYLoader().parse(bytes)),
};

function meshOf(geometry: { hasAttribute(name: string): boolean; computeVertexNormals(): void }): Mesh {
	if (!geometry.hasAttribute("normal")) geometry.computeVertexNormals();
	const vertexColors = geometry.hasAttribute("color");
	const material = { color: vertexColors ? 0xffffff : 0xb0aea9, roughness: 0.7, side: DoubleSide, vertexColors };
	return new Mesh(geometry, new MeshStandardMaterial(material));
}

export interface Shown {
	element: HTMLElement;
	/** The view as a picture. */
	png: () => Promise<Blob>;
	/** Look at it as at first. */
	reset: () => void;
	end: () => void;
}

/** Make an element that shows a model; it is there when the model is. */
export async function show(bytes: ArrayBuffer, kind: string, name: string): Promise<Shown> {
	const made = METHODS[kind]?.(bytes);
	const scene = made ? await new GLTFExporter().parseAsync(made, { binary: true }) : bytes;
	const [outside] = namedOutside(scene);
	if (outside !== undefined) throw new Error(`The model needs another file (${outside.slice(0, 80)}).`);
	const url = URL.createObjectURL(new Blob([scene]));
	const element = new ModelViewerElement();
	element.alt = name;
	element.cameraControls = true;
	element.shadowIntensity = 0.6;
	element.interactionPrompt = "none";
	element.autoRotate = false;
	element.touchAction = "pan-y";
	// In the place of its bar for progress: it is loaded from memory.
	const bar = document.createElement("i");
	bar.slot = "progress-bar";
	element.append(bar);
	element.src = url;
	return {
		element,
		png: () => element.toBlob({ mimeType: "image/png" }),
		reset: () => {
			element.cameraOrbit = "0deg 75deg 105%";
			element.cameraTarget = "auto auto auto";
			element.fieldOfView = "auto";
			element.jumpCameraToGoal();
		},
		end: () => {
			element.src = null;
			URL.revokeObjectURL(url);
		},
	};
}
