import { useState } from "preact/hooks";
import { Caption, type FileRef, isFileRef, type OutputProps, Pending, useMedium } from "../../core";
import { CopyPicture } from "../../picture/copy";
import css from "../../picture/picture.css";
import { Zoom } from "../../picture/zoom";

export { css };

export default function Image({ output: { value, label } }: OutputProps) {
	if (isFileRef(value)) return <Fetched file={value} alt={label || value.name} />;
	if (typeof value !== "string" || !/^data:image\//i.test(value)) return null;
	return (
		<figure>
			<Zoom src={value} alt={label}>
				<CopyPicture src={value} />
				<a href={value} download={`${label || "picture"}.${value.slice(11).match(/^\w+/)?.[0] ?? "png"}`}>
					save
				</a>
			</Zoom>
		</figure>
	);
}

function Fetched({ file, alt }: { file: FileRef; alt: string }) {
	const medium = useMedium(file);
	const [size, setSize] = useState("");
	return (
		<figure>
			{medium.state === "ready" ? (
				<Zoom src={medium.url} alt={alt} onSize={setSize} />
			) : (
				<Pending medium={medium} file={file} />
			)}
			<figcaption>
				<Caption file={file} first={size}>
					{medium.state === "ready" && <CopyPicture src={medium.url} />}
				</Caption>
			</figcaption>
		</figure>
	);
}
