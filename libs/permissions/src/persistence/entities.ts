// Loads the entities of this context, so that every data source knows them.
import './call-message.entity.js';
import './call-permission.entity.js';
import './call-template.entity.js';
import './first-contact-button.entity.js';
import './first-contact.entity.js';
import './permission-entry.entity.js';
