import { join } from 'node:path';

export const site = import.meta.dirname;
export const repository = join(site, '../..');
/** Folder of what is made for one build: the pages as VitePress reads them. */
export const pages = join(site, 'pages');
export const apiPages = join(pages, 'api');
/** File with the sidebar of the API reference. */
export const apiSidebar = join(apiPages, 'sidebar.json');
/** Title of the types that signatures name and that can't be imported. */
export const unexportedGroup = 'Not exported';
