import { useState } from "preact/hooks";
import { type FileRef, isFileRef, isObject, list, text } from "../values";
import { Caption, Picture, VideoPlayer } from "./media";
import { type OutputProps, registerOutput } from "./registry";

interface Item {
	file: FileRef;
	caption: string;
	video: boolean;
}

function Gallery({ output }: OutputProps) {
	const [large, setLarge] = useState<number | null>(null);
	const items = list(output.value)
		.filter(isObject)
		.flatMap(({ file, caption, video }) =>
			isFileRef(file) ? [{ file, caption: text(caption), video: video === true }] : [],
		);
	const enlarged = large === null ? undefined : items[large];
	return (
		<>
			{enlarged && <Large item={enlarged} />}
			<ul class="g-gallery">
				{items.map((item, i) => (
					<li key={item.file.__file__}>
						<button
							type="button"
							aria-pressed={i === large}
							aria-label={`Enlarge ${nameOf(item)}`}
							onClick={() => setLarge(i === large ? null : i)}
						>
							{item.video ? <VideoPlayer file={item.file} /> : <Picture file={item.file} alt={nameOf(item)} />}
						</button>
						{item.caption && <span class="g-name">{item.caption}</span>}
					</li>
				))}
			</ul>
		</>
	);
}

const nameOf = ({ caption, file }: Item): string => caption || file.name;

function Large({ item }: { item: Item }) {
	return (
		<figure>
			{item.video ? <VideoPlayer file={item.file} /> : <Picture file={item.file} alt={nameOf(item)} />}
			<Caption file={item.file} first={item.caption} />
		</figure>
	);
}

registerOutput("gallery", Gallery);
