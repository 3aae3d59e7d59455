// Loads the entities of this context, so that every data source knows them.
import './admission-epoch.entity.js';
import './call-slot.entity.js';
