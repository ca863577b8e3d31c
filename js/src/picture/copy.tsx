import { useState } from "preact/hooks";

/** Puts a picture on the clipboard, as PNG: nothing else is taken there. */
export function CopyPicture({ src }: { src: string }) {
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
		<button type="button" class="g-link" aria-label={told ? undefined : "Copy picture"} onClick={copy}>
			{told || "copy"}
		</button>
	);
}

async function asPng(src: string): Promise<Blob> {
	const image = new Image();
	image.src = src;
	await image.decode();
	const canvas = document.createElement("canvas");
	canvas.width = image.naturalWidth;
	canvas.height = image.naturalHeight;
	canvas.getContext("2d")?.drawImage(image, 0, 0);
	return new Promise((resolve, reject) => {
		canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture cannot be copied"))), "image/png");
	});
}
