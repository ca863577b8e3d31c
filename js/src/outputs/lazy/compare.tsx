import { useState } from "preact/hooks";
import { Caption, type FileRef, isFileRef, isObject, list, type OutputProps, Pending, useMedium } from "../../core";
import css from "../../image/compare.css";
import { CopyPicture } from "../../image/copy";

export { css };

/** Two pictures under a line that is drawn from one side to the other. */
export default function Compare({ output: { value, label } }: OutputProps) {
	const [at, setAt] = useState(50);
	const [left, right] = list(value)
		.filter(isObject)
		.flatMap(({ file }) => (isFileRef(file) ? [file] : []));
	if (!left) return null;
	return (
		<figure>
			<div class="g-compare" style={{ "--at": `${at}%` }}>
				{right && <Layer file={right} alt={`${label || "Pictures"}, right`} />}
				<Layer file={left} alt={`${label || "Pictures"}, left`} upper={right !== undefined} />
				{right && (
					<>
						<input
							type="range"
							aria-label="Dividing line"
							aria-valuetext={`${Math.round(at)} % of the left picture`}
							min={0}
							max={100}
							step={0.5}
							value={at}
							onInput={({ currentTarget }) => setAt(Number(currentTarget.value))}
						/>
						<i class="g-divide" />
					</>
				)}
			</div>
			<figcaption>
				<Caption file={left} first={right && "left"} full={!right}>
					<Copy file={left} name={right ? "left picture" : "picture"} />
				</Caption>
				{right && (
					<Caption file={right} first="right" full>
						<Copy file={right} name="right picture" />
					</Caption>
				)}
			</figcaption>
		</figure>
	);
}

function Copy({ file, name }: { file: FileRef; name: string }) {
	const medium = useMedium(file);
	return medium.state === "ready" ? <CopyPicture src={medium.url} name={name} /> : null;
}

function Layer({ file, alt, upper = false }: { file: FileRef; alt: string; upper?: boolean }) {
	const medium = useMedium(file);
	if (medium.state !== "ready") return <Pending medium={medium} file={file} />;
	return <img class={upper ? "g-picture g-upper" : "g-picture"} draggable={false} src={medium.url} alt={alt} />;
}
