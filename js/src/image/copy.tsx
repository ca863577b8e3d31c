import { useState } from "preact/hooks";

/** A picture to be drawn over another. */
export interface Layer {
	src: string;
	opacity?: number;
	/** As in CSS. */
	filter?: string;
}

interface CopyPictureProps {
	/** Its address, what gives that, or several of one size on each other. */
	src: string | (() => Promise<string>) | readonly Layer[];
	/** Where there are several to copy. */
	name?: string;
}

/** Puts a picture on the clipboard, as PNG: nothing else is taken there. */
export function CopyPicture({ src, name = "picture" }: CopyPictureProps) {
	const [told, setTold] = useState("");
	if (!navigator.clipboard?.write || typeof ClipboardItem === "undefined") return null;
	const copy = async () => {
		try {
			await navigator.clipboard.write([new ClipboardItem({ "image/png": asPng(src) })]);
			setTold("copied");
		} catch {
			setTold("not copied");
		}
	};
	return (
		<button type="button" class="g-link" aria-label={told ? undefined : `Copy ${name}`} onClick={copy}>
			{told || "copy"}
		</button>
	);
}

async function asPng(src: CopyPictureProps["src"]): Promise<Blob> {
	const layers = typeof src === "object" ? src : [{ src: typeof src === "string" ? src : await src() }];
	const canvas = document.createElement("canvas");
	const context = canvas.getContext("2d");
	for (const [i, { src, opacity = 1, filter = "none" }] of layers.entries()) {
		const image = new Image();
		image.src = src;
		await image.decode();
		if (i === 0) [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
		if (!context) continue;
		context.globalAlpha = opacity;
		context.filter = filter;
		context.drawImage(image, 0, 0, canvas.width, canvas.height);
	}
	return new Promise((resolve, reject) => {
		canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture cannot be copied"))), "image/png");
	});
}
