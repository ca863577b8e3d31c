import { useState } from "preact/hooks";
import { bytes, percent } from "../format";
import { type FileRef, isFileRef, list } from "../values";
import { useMedium } from "../view";
import { Save } from "./media";
import { registerOutput } from "./registry";

/** A file that is fetched only when somebody wants it. */
export function FileRow({ file }: { file: FileRef }) {
	const [wanted, setWanted] = useState(false);
	return (
		<div class="g-row g-file-row">
			<span class="g-name">{file.name}</span>
			<span class="g-soft">{file.size !== null && bytes(file.size)}</span>
			<span class="g-grow" />
			{wanted ? (
				<Fetched file={file} />
			) : (
				<button type="button" class="g-link" aria-label={`Fetch ${file.name}`} onClick={() => setWanted(true)}>
					fetch
				</button>
			)}
		</div>
	);
}

function Fetched({ file }: { file: FileRef }) {
	const medium = useMedium(file);
	if (medium.state === "failed") return <span class="g-problem">{medium.message}</span>;
	if (medium.state === "ready") return <Save file={file} medium={medium} />;
	return <span class="g-soft">{medium.total ? percent(medium.done / medium.total) : bytes(medium.done)}</span>;
}

registerOutput("file", ({ output }) =>
	list(output.value)
		.filter(isFileRef)
		.map((file) => <FileRow key={file.__file__} file={file} />),
);
