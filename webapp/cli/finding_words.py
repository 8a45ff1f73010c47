"""Findings of a check -> sentences: what is wrong, where, and what to do."""

from typing import Final

from webapp.upkeep.findings import Finding
from webapp.wording import Words
from webapp.wording.marking import N_


def sentence(finding: Finding, words: Words) -> str:
    """What a finding says to whoever runs the installation."""
    return words.say(SENTENCES[finding.code], finding.values)


SENTENCES: Final = {
    "secret_short": N_(
        "ENTREMISE_SECRET_KEY est trop courte : il faut au moins 32 caractères tirés au hasard. Retirez ce réglage, et "
        "une clé sûre sera faite et gardée dans le dossier de l’installation."
    ),
    "secret_example": N_(
        "ENTREMISE_SECRET_KEY ressemble à celle d’un exemple : chacun peut la deviner et ouvrir tous les liens. "
        "Retirez ce réglage, et une clé sûre sera faite et gardée dans le dossier de l’installation."
    ),
    "secret_guessable": N_(
        "ENTREMISE_SECRET_KEY se devine : trop peu de caractères différents, ou une suite. Retirez ce réglage, et une "
        "clé sûre sera faite et gardée dans le dossier de l’installation."
    ),
    "secret_demonstration": N_(
        "ENTREMISE_SECRET_KEY est la clé d’une démonstration de cet ordinateur. Retirez ce réglage : l’installation a "
        "besoin de la sienne."
    ),
    "secret_readable": N_("%(path)s peut être lu par d’autres comptes de cet ordinateur : chmod 600."),
    "cookies_in_the_clear": N_(
        "%(address)s est en https, mais ENTREMISE_SECURE_COOKIES=0 laisserait partir les cookies en clair. Retirez ce "
        "réglage."
    ),
    "links_in_the_clear": N_(
        "ENTREMISE_PUBLIC_URL=%(address)s est en http hors du réseau local : les liens personnels seraient lus en "
        "chemin. Mettez un serveur web avec TLS devant Entremise et donnez une adresse en https."
    ),
    "cookies_never_sent": N_(
        "ENTREMISE_PUBLIC_URL=%(address)s est en http, mais les cookies ne voyagent qu’en https : aucun téléphone "
        "n’entrerait. Donnez une adresse en https, ou sur un réseau à vous ENTREMISE_SECURE_COOKIES=0."
    ),
    "own_network_only": N_(
        "Sans TLS, tout ce réseau peut lire ce que les téléphones envoient : à réserver à un réseau qui est à vous."
    ),
    "no_public_address": N_(
        "ENTREMISE_PUBLIC_URL n’est pas réglé : les codes imprimés porteront l’adresse par laquelle vous les demandez."
    ),
    "not_durable": N_(
        "ENTREMISE_DURABLE=0 : une coupure de courant peut perdre des réponses déjà confirmées. Pour des essais "
        "seulement."
    ),
    "database_in_memory": N_("Une base de données en mémoire ne garde rien : donnez un fichier, sqlite:///FICHIER."),
    "folder_missing": N_(
        "Le dossier de la base de données n’existe pas : %(folder)s. Faites-le, ou changez ENTREMISE_DATABASE_URL."
    ),
    "read_only": N_("La base de données ne peut pas être écrite dans %(path)s : %(why)s."),
    "network_file_system": N_(
        "%(folder)s est sur un disque du réseau (%(kind)s), où SQLite perd des données. Mettez la base de données sur "
        "un disque de cet ordinateur, ou servez-vous de PostgreSQL."
    ),
    "memory_file_system": N_("%(folder)s est en mémoire (%(kind)s) : tout y disparaît quand l’ordinateur s’arrête."),
    "layered_file_system": N_(
        "%(folder)s appartient au conteneur et disparaît avec lui : mettez la base de données sur un volume."
    ),
    "readable_by_others": N_("%(path)s peut être lu par d’autres comptes de cet ordinateur : chmod 600."),
    "in_other_hands": N_(
        "D’autres comptes que celui-ci et root peuvent changer %(place)s, et mettre un autre dossier à la place de "
        "%(folder)s ; une restauration y serait refusée. Donnez %(place)s à ce compte ou à root, sans que d’autres y "
        "écrivent (chown, chmod go-w)."
    ),
    "little_space": N_("Il reste moins de %(megabytes)s Mo dans %(folder)s."),
    "database_too_old": N_("La base de données est en version %(found)s ; il faut au moins la version %(least)s."),
    "setting_refused": N_(
        "SQLite refuse %(name)s=%(wanted)s et répond %(found)s : une réponse confirmée pourrait se perdre. Un autre "
        "programme tient-il ce fichier ouvert ?"
    ),
    "always_in_files": N_(
        "Ce SQLite est construit pour écrire ses étapes dans des fichiers provisoires (SQLITE_TEMP_STORE=0) : ce qui "
        "est effacé y resterait lisible. Servez-vous d’un autre Python, ou de PostgreSQL."
    ),
    "cannot_open": N_("La base de données ne s’ouvre pas : %(why)s. Si elle est abîmée : entremise restore."),
    "no_answer": N_("La base de données ne répond pas : %(why)s"),
    "setting_off": N_(
        "PostgreSQL : %(name)s est arrêté, une coupure de courant perdrait des réponses déjà confirmées. Réglez "
        "%(name)s = on dans postgresql.conf."
    ),
    "isolation": N_("PostgreSQL impose l’isolation « %(found)s » ; il faut « read committed »."),
    "encoding": N_("La base de données est en %(found)s : refaites-la avec ENCODING 'UTF8'."),
    "answers_in_log": N_(
        "PostgreSQL écrit dans son journal ce que chacun répond (%(settings)s) : qui lit ce journal saurait qui a "
        "choisi qui. Son administrateur l’en empêche par : %(change)s. Ce que le journal et ses copies en gardent déjà "
        "est à effacer."
    ),
    "no_checksums": N_("PostgreSQL ne vérifie pas ses pages (data_checksums) : un disque abîmé peut passer inaperçu."),
    "standby": N_("Ce PostgreSQL est une copie en lecture seule : donnez l’adresse du serveur principal."),
    "may_not_create": N_("Ce compte PostgreSQL ne peut pas faire de tables : GRANT CREATE ON SCHEMA public TO …"),
    "database_not_owned": N_(
        "Ce compte PostgreSQL ne possède pas la base de données : VACUUM y saute des tables sans échouer, et ce qui "
        "est effacé peut rester lisible dans ses fichiers. ALTER DATABASE %(database)s OWNER TO %(account)s."
    ),
    "tables_not_owned": N_(
        "Ce compte PostgreSQL ne possède pas les tables d’Entremise (%(count)s, la première : %(first)s) : une mise à "
        "niveau échouerait, et ce qui est effacé peut rester lisible dans leurs fichiers. Pour chacune : "
        "ALTER TABLE … OWNER TO %(account)s."
    ),
    "shape_unknown": N_(
        "Cette base de données contient des tables, mais pas la marque de leur version : elle n’est pas à Entremise, "
        "ou une mise à niveau a été coupée. Rien n’a été touché. Donnez une base vide, ou restaurez une sauvegarde."
    ),
    "newer_database": N_(
        "La base de données vient d’une version plus récente (%(found)s, celle-ci connaît %(known)s). Rien n’a été "
        "touché. Installez la version plus récente, ou restaurez une sauvegarde faite avec celle-ci."
    ),
    "half_changed": N_(
        "La base de données n’a pas la forme de sa version %(shape)s (écarts : %(count)s, le premier : %(where)s). "
        "Rien n’a été touché. Restaurez la dernière sauvegarde."
    ),
    "log_unguarded": N_(
        "Rien n’empêche plus de changer le journal de qui a fait quoi. Retirés de la base de données, ou désactivés : "
        "%(names)s. Demandez pourquoi à qui la tient ; entremise restore remet une sauvegarde d’avant."
    ),
    "links_of_another_secret": N_(
        "Des liens qui marchent encore ont été faits sous une autre clé (soirées : %(count)s) : les badges déjà donnés "
        "s’ouvrent, mais aucun ne peut être réimprimé, et le lien du projecteur ne peut plus être montré. Remettez "
        "l’ancienne clé (ENTREMISE_SECRET_KEY, ou le fichier « secret » du dossier de l’installation). Si d’autres "
        "peuvent la connaître, ou si elle est perdue, refaites tous les liens de chaque soirée, à sa page "
        "« Liens personnels »."
    ),
    "earlier_shape": N_("La base de données est en %(found)s ; le prochain démarrage la portera à %(known)s."),
    "no_database_yet": N_("Pas encore de base de données : le premier démarrage fera %(path)s."),
    "damaged": N_(
        "La base de données est abîmée (endroits : %(count)s) : %(first)s. Restaurez la dernière sauvegarde."
    ),
    "dangling_rows": N_(
        "Des lignes renvoient à d’autres qui manquent : %(count)s, d’abord dans %(table)s. Restaurez la dernière "
        "sauvegarde."
    ),
    "former_kept": N_(
        "D’anciennes bases ou clés mises de côté par une restauration : %(count)s (%(names)s), la première le "
        "%(since)s. Elles contiennent des données de personnes : effacez-les dès que la restauration est vérifiée. Les "
        "réponses à sens unique y sont détruites à leur date, et les bases s’effacent seules après %(days)s jours."
    ),
    "left_over": N_(
        "Restes d’une sauvegarde ou d’une restauration interrompue : %(count)s (%(names)s). Ils contiennent des "
        "données de personnes : si aucune n’est en cours, effacez-les."
    ),
}
