import { useState } from "preact/hooks";
import { Caption, type FileRef, FullScreenButton, isFileRef, type OutputProps, Pending, useMedium } from "../../core";
import { CopyPicture } from "../../image/copy";
import css from "../../image/image.css";
import { Zoom } from "../../image/zoom";

export { css };

export default function Image({ output: { value, label } }: OutputProps) {
	if (isFileRef(value)) return <Fetched file={value} alt={label || value.name} />;
	if (typeof value !== "string" || !/^data:image\//i.test(value)) return null;
	return (
		<figure>
			<Zoom
				src={value}
				alt={label}
				caption={(buttons) => (
					<div class="g-caption">
						<span class="g-grow" />
						{buttons}
						<CopyPicture src={value} />
						<a href={value} download={`${label || "picture"}.${value.slice(11).match(/^\w+/)?.[0] ?? "png"}`}>
							save
						</a>
						<FullScreenButton />
					</div>
				)}
			/>
		</figure>
	);
}

function Fetched({ file, alt }: { file: FileRef; alt: string }) {
	const medium = useMedium(file);
	const [size, setSize] = useState("");
	if (medium.state !== "ready")
		return (
			<figure>
				<Pending medium={medium} file={file} />
				<Caption file={file} />
			</figure>
		);
	return (
		<figure>
			<Zoom
				src={medium.url}
				alt={alt}
				onSize={setSize}
				caption={(buttons) => (
					<Caption file={file} first={size} full>
						{buttons}
						<CopyPicture src={medium.url} />
					</Caption>
				)}
			/>
		</figure>
	);
}
