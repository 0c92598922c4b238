"""Invented sentences of business mail in other languages, with what the simple rules read in them.

A row is `acts day: sentence`: the acts joined by `+` (`-` for none), and where there is a deadline
its last day as `month-day`, or `?` where the words name no day. Said on Tuesday 3 March 2026.
"""

from __future__ import annotations

GERMAN = """
request 03-06: Können Sie mir bitte das Angebot bis Freitag schicken?
request: Könnten Sie uns die Zahlen für März zusenden?
request: Kannst du mir kurz die Adresse schicken?
request+meeting: Bitte bestätigen Sie den Termin am 12. März.
request 03-04: Bitte bis morgen unterschrieben zurücksenden.
request 03-04: Es wäre schön, wenn Sie die Liste bis morgen ergänzen könnten.
request: Geben Sie mir kurz Bescheid, ob das passt.
request: Ich wäre Ihnen dankbar, wenn Sie das prüfen könnten.
request 03-10: Wir benötigen die Unterlagen von Ihnen spätestens am 10.03.2026.
request: Senden Sie uns die Rechnung an die neue Anschrift.
request ?: Wir bitten Sie um schnellstmögliche Rückmeldung zum Vertrag, so bald wie möglich.
request: Würden Sie uns die Maße noch einmal nennen?
request: Sag mir doch, was der Kunde gemeint hat.
commitment 03-04: Ich schicke Ihnen den Vertrag morgen zu.
commitment 03-06: Ich werde Ihnen das überarbeitete Angebot bis Ende der Woche zukommen lassen.
commitment 03-15: Wir melden uns nächste Woche bei Ihnen.
commitment: Ich kümmere mich darum.
commitment 03-04: Ich rufe Sie morgen Vormittag an.
commitment 04-15: Wir prüfen das und melden uns bis spätestens 15.04.
commitment 03-03: Du bekommst die Folien heute noch.
commitment: Sobald die Freigabe da ist, schicke ich Ihnen die Datei.
commitment 03-31: Die Ware wird bis Ende März geliefert.
commitment 03-05: Sie erhalten die Rechnung bis Donnerstag.
commitment: Mache ich!
commitment: Ja, mache ich gern.
commitment ?: Wir geben Ihnen zeitnah Bescheid.
-: Ich werde die Unterlagen nicht schicken.
-: Ich würde das Angebot gern prüfen.
-: Das Protokoll vom 3. April liegt vor.
-: Ich bin vom 3. bis 7. April im Urlaub.
-: Wir liefern jeden Freitag.
-: Bitte entschuldigen Sie die Verspätung.
-: Wie geht es Ihnen?
-: Anbei das unterschriebene Angebot.
-: Im Anhang finden Sie die Rechnung für März.
-: Wir werden sehen, was der Markt macht.
-: Ich weiß nicht, ob ich morgen schicke oder nicht.
question: Wann können wir mit der Lieferung rechnen?
question: Ich wollte fragen, ob Sie schon etwas gehört haben.
question+meeting: Passt Ihnen Donnerstag um 15 Uhr für ein Telefonat?
question+meeting: Hätten Sie am Montag Zeit für ein kurzes Gespräch?
meeting: Leider müssen wir den Termin am Montag absagen.
offer: Bei Fragen stehe ich Ihnen gerne zur Verfügung.
offer: Haben Sie noch Fragen?
offer: Soll ich Ihnen das Protokoll schicken?
offer: Wenn Sie möchten, schicke ich Ihnen ein Muster.
offer: Bitte zögern Sie nicht, uns anzurufen.
complaint: Wir sind mit der Qualität sehr unzufrieden.
complaint: Wir warten seit zwei Wochen auf die Rechnung.
complaint: Die Lieferung ist immer noch nicht da.
complaint+risk: Ich werde mich an Ihre Geschäftsführung wenden.
risk: Dann werden wir den Vertrag kündigen.
closing: Vielen Dank für Ihre schnelle Antwort.
closing: Sehr geehrte Frau Vogt,
closing: Mit freundlichen Grüßen
closing: Mit freundlichen Gruessen
closing: Alles klar, danke!
closing: Schönes Wochenende!
request 03-09: könntest du bitte mal drüber schauen und mir bis montag feedback geben?
request: Wäre es möglich, den Preis noch etwas anzupassen?
request: Über eine kurze Rückmeldung würde ich mich freuen.
request: Wir würden gerne 20 Stück bestellen.
commitment 03-04: Ich lasse Ihnen die Verträge bis Mittwoch zukommen.
commitment: Wird gemacht, danke!
offer: Rufen Sie mich einfach an, wenn etwas ist.
complaint: Das Gerät ist gestern schon wieder ausgefallen.
-: Ich bin sicher, wir werden eine gute Lösung finden.
-: Das klingt gut, dann machen wir das so.
-: Ich bin ab dem 20. wieder im Büro.
-: Falls Sie schon gezahlt haben, ist diese Erinnerung bitte als gegenstandslos anzusehen.
-: Es tut uns sehr leid, dass Sie mit der Pumpe unzufrieden sind.
commitment: Natürlich erstatten wir Ihnen die Fracht.
"""

FRENCH = """
request 03-05: Pourriez-vous m’envoyer le devis avant vendredi ?
request 04-15: Merci de nous retourner le contrat signé d’ici le 15 avril.
request: Veuillez confirmer votre présence.
request: Pouvez-vous vérifier les chiffres, s’il vous plaît ?
request: Je vous prie de bien vouloir corriger la facture.
request: Peux-tu me rappeler ?
request: J’aimerais que vous corrigiez la facture.
request: Dites-moi si cela vous convient.
request 03-04: Tenez-nous au courant avant jeudi.
request ?: Nous avons besoin de votre accord dès que possible.
request 03-31: Envoyez-nous les plans au plus tard fin mars.
commitment 03-04: Je vous enverrai le rapport demain.
commitment 03-15: Nous reviendrons vers vous la semaine prochaine.
commitment ?: Je reviens vers vous dès que possible.
commitment 03-03: Je vous envoie le document d’ici ce soir.
commitment: Je m’en occupe.
commitment 03-04: D’accord, je m’en occupe demain.
commitment 03-05: Vous recevrez la facture sous 48 heures.
commitment 03-09: Je vais préparer une nouvelle offre pour lundi.
commitment: Nous vous tiendrons informés.
commitment 03-06: La commande sera livrée vendredi.
-: Je ne vous enverrai pas le rapport.
-: Je vous enverrais bien le rapport.
-: Je pourrai peut-être vous aider.
-: Nous allons voir cela en interne.
-: Nous espérons vous revoir bientôt.
-: Nous préférons la première variante.
-: Veuillez trouver ci-joint la facture.
-: Ci-joint le contrat signé.
-: Le devis du 3 mars est toujours valable.
-: Je serai absent du 3 au 7 avril.
-: Comment allez-vous ?
question: Quand le matériel sera-t-il livré ?
question: Je voulais savoir si vous aviez reçu ma facture.
question: Est-ce que la réunion a déjà commencé ?
question+meeting: Êtes-vous disponible jeudi à 15h pour une réunion ?
meeting: La réunion de mardi est reportée à jeudi.
offer: N’hésitez pas à me contacter si vous avez des questions.
offer: Je reste à votre disposition pour toute question.
offer: Si vous le souhaitez, je peux vous envoyer un exemplaire.
offer: Voulez-vous que je prépare un résumé ?
complaint: Nous n’avons toujours pas reçu la marchandise.
complaint: C’est inacceptable.
complaint: Je suis très déçu de votre service.
complaint: Ce n’est pas normal.
complaint+risk: Sans réponse, nous saisirons notre avocat.
risk: Si rien ne change, nous allons résilier le contrat.
closing: Merci pour votre retour rapide.
closing: Merci de m’avoir répondu si vite.
closing: Bonne journée
closing: Cordialement,
closing: C’est noté, merci !
closing: Dans l’attente de votre réponse,
closing: Veuillez agréer, Madame, l’expression de mes salutations distinguées.
request 03-31: Il nous faudrait une réponse avant la fin du mois.
request: Je souhaiterais commander 20 pièces.
request: Serait-il possible de revoir le prix ?
commitment 03-15: Nous commencerons les travaux la semaine prochaine.
complaint: La machine est encore tombée en panne hier.
-: Monsieur Martin vous contactera.
-: Je ne serai pas là vendredi.
closing: Nous vous remercions de votre confiance.
request: Merci de nous la renvoyer.
closing: Merci de me l’avoir signalé.
request ?: Il reste une somme due et vous remercions de bien vouloir la régler dès que possible.
-: Si le virement est déjà parti, veuillez ignorer ce rappel.
closing: Nous vous prions d’agréer, Madame, nos salutations distinguées.
"""

SPANISH = """
request 03-05: ¿Podría enviarme el presupuesto antes del viernes?
request: ¿Me puede confirmar la fecha de entrega?
request: Por favor, revise el contrato adjunto.
request 04-15: Le ruego que nos devuelva el documento firmado a más tardar el 15 de abril.
request 05-02: Necesitamos los datos antes del 3 de mayo.
request 03-03: Agradecería que me llamara hoy.
request ?: Envíenos los planos cuanto antes.
request: ¿Puedes mandarme la factura otra vez?
request: Avísame cuando llegue el camión.
request 03-09: Confírmenos la cantidad para el lunes.
request: Os pido que reviséis los números.
commitment 03-04: Le enviaré el informe mañana.
commitment 03-03: Te lo mando esta tarde.
commitment 03-09: Vamos a revisar la factura y le llamaremos el lunes.
commitment: Me encargo.
commitment 03-03: Vale, lo haré hoy mismo.
commitment 03-15: Recibirá la factura la próxima semana.
commitment: Le mantendremos informado.
commitment 03-05: El pedido será entregado el jueves.
commitment ?: Nos pondremos en marcha y le avisaremos en breve.
-: No le enviaré el informe.
-: Le enviaría el informe, pero no lo tengo.
-: Vamos a ver qué pasa.
-: El presupuesto del 3 de marzo sigue vigente.
-: Adjunto el contrato firmado.
-: Ya hemos enviado la mercancía.
-: Quizás le llame mañana.
-: Estaré de vacaciones hasta el lunes.
-: Ayer le envié el informe.
-: Siempre respondemos en dos días.
-: ¿Qué tal está?
question: ¿Cuándo estará listo el pedido?
question: Quería saber si han recibido mi correo.
question: ¿Hay alguna novedad?
question+meeting: ¿Le viene bien el jueves a las 10 para una reunión?
meeting: La reunión del martes se ha cancelado.
offer: Si tiene alguna duda, no dude en contactarme.
offer: Quedo a su disposición para cualquier consulta.
offer: ¿Quiere que le envíe una copia?
offer: Si lo desea, le envío una muestra mañana.
complaint: Seguimos sin recibir respuesta.
complaint: Es inaceptable que lleguemos tarde otra vez.
complaint: Estoy muy decepcionada con el servicio.
complaint: Todavía no hemos recibido el pedido.
complaint+risk: Hablaré con sus superiores.
risk: Si no hay solución, vamos a cambiar de proveedor.
closing: Muchas gracias por su rápida respuesta.
closing: Quedo a la espera de su respuesta.
closing: Un saludo,
closing: Perfecto, gracias.
closing: Hola Marta:
closing: Que tenga un buen fin de semana.
request: ¿Sería posible revisar el precio?
request: Quisiera pedir 20 unidades.
commitment 03-04: Les haré llegar los contratos el miércoles.
complaint: La máquina volvió a fallar ayer.
-: El viernes no estaré.
-: Esperamos trabajar con ustedes.
request: Me dirijo a usted para solicitarle un plano de la nave.
commitment 03-13: Procederemos a la entrega en un plazo de 10 días.
"""

PORTUGUESE = """
request 03-06: Poderia enviar-me o orçamento até sexta-feira?
request: Você pode me confirmar a data de entrega?
request: Por favor, verifique o contrato em anexo.
request 04-15: Favor enviar os documentos assinados até o dia 15 de abril.
request 05-03: Precisamos dos dados até 3 de maio.
request 03-03: Agradecia que me ligasse hoje.
request ?: Envie-nos os planos o mais rápido possível.
request: Podes mandar-me a fatura outra vez?
request: Peço que corrija a morada.
request: Avise-me quando o camião chegar.
request: Seria possível alterar a encomenda?
commitment 03-04: Enviarei o relatório amanhã.
commitment 03-03: Vou enviar a proposta ainda hoje.
commitment 03-15: Entraremos em contato na próxima semana.
commitment: Pode deixar comigo!
commitment 03-04: Trato disso amanhã.
commitment 03-15: Você receberá a fatura na semana que vem.
commitment 03-04: Envio-lhe o contrato até amanhã às 12h.
commitment ?: Daremos retorno em breve.
commitment 03-06: A encomenda será entregue na sexta.
-: Não vou enviar o relatório.
-: Enviaria o relatório, mas não o tenho.
-: Vamos ver o que acontece.
-: O orçamento de 3 de março continua válido.
-: Segue em anexo o contrato assinado.
-: Já enviei a fatura ontem.
-: Talvez eu envie amanhã.
-: Estarei de férias até segunda.
-: Peço desculpa pelo atraso.
-: Respondemos sempre em dois dias.
-: Tudo bem?
question: Quando estará pronta a encomenda?
question: Gostaria de saber se receberam o meu e-mail.
question: Há novidades?
question+meeting: Podemos falar na quinta às 15h?
meeting: A reunião de terça foi cancelada.
offer: Se tiver alguma dúvida, não hesite em contactar-me.
offer: Fico à disposição para qualquer esclarecimento.
offer: Quer que eu envie uma cópia?
offer: Se quiser, envio uma amostra amanhã.
complaint: Continuamos sem resposta.
complaint: Isto é inaceitável.
complaint: Ainda não recebemos a encomenda.
complaint: Estou muito decepcionado com o serviço.
complaint+risk: Vou falar com o seu superior.
risk: Se não houver solução, vamos mudar de fornecedor.
closing: Muito obrigado pela sua resposta.
closing: Fico no aguardo do seu retorno.
closing: Atenciosamente,
closing: Perfeito, obrigada.
closing: Prezada Sra. Vogt,
closing: Tenha um bom fim de semana.
request: É possível rever o preço?
request: Queria encomendar 20 unidades.
commitment 03-04: Farei chegar os contratos na quarta.
complaint: A máquina avariou outra vez ontem.
-: Na sexta não estarei.
-: A entrega vai atrasar uma semana.
request: Venho por este meio solicitar uma cópia do contrato.
"""

JAPANESE = """
request 03-06: 金曜日までに見積書を送っていただけますか。
request 03-10: 3月10日までにご返信をお願いいたします。
request: ご確認のほど、よろしくお願いいたします。
request 03-10: 来週の火曜日までにご提出ください。
request: 資料をご送付いただけますでしょうか。
request: 数量をご教示いただければ幸いです。
request ?: 至急ご対応をお願いいたします。
request: ご検討くださいますようお願い申し上げます。
request: 請求書を再度お送りください。
commitment 03-04: 資料を明日お送りいたします。
commitment ?: 後ほどご連絡いたします。
commitment 03-15: 来週中に修正版を提出します。
commitment 03-10: 5営業日以内にご回答いたします。
commitment 03-03: 本日中に対応いたします。
commitment: 確認次第、ご報告いたします。
commitment 03-31: 今月末までに納品いたします。
-: お送りできません。
-: 少々お待ちください。
-: 契約書をお送りいたしました。
-: 見積書を添付いたします。
-: ご了承ください。
-: 通常3営業日以内に発送します。
-: 3月3日付の見積書は有効です。
-: お元気でいらっしゃいますか。
request: ご都合の悪い日をお知らせいただけますと幸いです。
question: 納期はいつになりますか？
question: 進捗はいかがでしょうか。
question: 在庫はございますか。
question+meeting: 打ち合わせの日程ですが、3月12日はいかがでしょうか。
meeting: 明日の会議は中止となりました。
offer: ご不明な点がございましたら、お気軽にご連絡ください。
offer: ご希望の場合はお送りいたします。
complaint: まだ商品が届いておりません。
complaint: 誠に遺憾です。
complaint: この対応には納得できません。
risk: 契約を解除させていただきます。
closing: 承知いたしました。
closing: いつもお世話になっております。
closing: ありがとうございます。
closing: よろしくお願いいたします。
closing: 山田様
closing: 早速のご返信ありがとうございました。
"""

ROWS = {"de": GERMAN, "fr": FRENCH, "es": SPANISH, "pt": PORTUGUESE, "ja": JAPANESE}
ZONES = {
    "de": "Europe/Berlin", "fr": "Europe/Paris", "es": "Europe/Madrid", "pt": "Europe/Lisbon",
    "ja": "Asia/Tokyo",
}  # fmt: skip
